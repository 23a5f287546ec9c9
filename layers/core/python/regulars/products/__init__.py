"""Customers by product on the way out: buyers, who is due, demand and forecast, what is bought together."""
