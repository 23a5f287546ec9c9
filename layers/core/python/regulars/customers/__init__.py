"""Customers on their way out: the list, one, his history, the summary."""
