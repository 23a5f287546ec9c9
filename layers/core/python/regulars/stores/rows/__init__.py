"""Rows of facts: one a customer in one generation, and how they are stored and indexed."""
