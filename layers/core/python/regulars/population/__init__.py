"""What all customers of a tenant add up to: pure parts that merge in any order, and what is read from them."""
