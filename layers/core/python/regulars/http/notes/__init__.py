"""Notes about customers (source 001)."""
