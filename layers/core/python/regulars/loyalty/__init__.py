"""What a loyalty program makes of a customer's orders and entries: points, lots, tiers. Pure."""
