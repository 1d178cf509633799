"""The log, on the eventsourcing package, and the database of the views beside it."""
