"""What is sold, and by whom."""
