"""Customers and the products they bought (source 000)."""
