"""What people write about customers: profiles and notes. Beside the orders, in the same ledger."""
