"""Tags of customers (source 001)."""
