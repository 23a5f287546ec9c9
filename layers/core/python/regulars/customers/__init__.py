"""Customers on their way out: the list, one, their history, the summary."""
