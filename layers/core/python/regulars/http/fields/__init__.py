"""What can be read from a customer, as data."""
