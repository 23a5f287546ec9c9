"""What a shop and its customers said to each other (source 001)."""
