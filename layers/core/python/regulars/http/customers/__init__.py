"""Customers and their lifecycle segments (source 004)."""
