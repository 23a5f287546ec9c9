"""Customers by a word (source 002)."""
