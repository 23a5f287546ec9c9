"""What customers did beside their orders (source 001)."""
