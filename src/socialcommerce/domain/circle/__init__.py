"""The circle: what members recommend to friends, and what they keep for themselves."""
