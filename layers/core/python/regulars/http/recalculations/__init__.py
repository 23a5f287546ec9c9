"""Recalculation by hand (source 000)."""
