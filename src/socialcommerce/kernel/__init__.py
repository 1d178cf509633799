"""What aggregates are made of: events, folding, money, keys, texts, time."""
