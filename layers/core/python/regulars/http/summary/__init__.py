"""All customers in one view, now and day by day."""
