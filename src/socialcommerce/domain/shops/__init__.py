"""Members' shops and what stands on their shelves."""
