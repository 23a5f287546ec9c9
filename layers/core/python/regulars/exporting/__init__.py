"""Exports: a list or a segment as a file, each customer once, as of one instant."""
