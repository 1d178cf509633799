"""The circle: what members recommend and keep, and what merchants may send them."""
