"""Loyalty programs and points (source 001)."""
