"""A file as a whole: its bytes, dialect, columns, and what its cells say about how they are read."""
