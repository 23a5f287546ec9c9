"""How customers want to be reached (source 001)."""
