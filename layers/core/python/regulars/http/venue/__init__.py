"""Venue intelligence (source 002)."""
