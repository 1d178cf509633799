"""A small world: few members, merchants and products, and all that can be told of them."""
