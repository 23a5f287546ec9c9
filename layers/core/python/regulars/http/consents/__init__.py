"""The consent log."""
