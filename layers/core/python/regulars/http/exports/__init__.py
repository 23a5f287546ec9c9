"""Exports of lists and segments."""
