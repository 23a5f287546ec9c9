"""Customer profiles (source 001)."""
