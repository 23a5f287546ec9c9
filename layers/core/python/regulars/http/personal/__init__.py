"""The export of one person."""
