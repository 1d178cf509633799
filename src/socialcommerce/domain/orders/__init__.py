"""What is bought, paid and given back."""
