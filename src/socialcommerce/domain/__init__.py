"""The rules of social commerce as pure functions: no I/O, no clock, no randomness; one file an aggregate."""
