"""Orders: posted in bulk or as events, read, deleted."""
