"""Customers and the products they bought: how close they are, and what is likely to be bought again."""
