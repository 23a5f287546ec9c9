"""A customer's analytics (source 001)."""
