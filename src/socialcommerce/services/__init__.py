"""The commands: each loads a few aggregates, lets a pure function decide, and appends the facts at once."""
