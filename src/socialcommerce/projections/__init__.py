"""The read models: tables that are derived from the log in batches, exactly once."""
