"""Postal addresses of customers (source 001)."""
