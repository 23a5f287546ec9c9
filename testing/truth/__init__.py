"""What answers must be, counted the slow way from orders."""
