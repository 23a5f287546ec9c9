"""Tokens for machine clients."""
