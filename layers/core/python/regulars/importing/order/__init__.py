"""Rows of one order become the order, or the list of what is wrong."""
