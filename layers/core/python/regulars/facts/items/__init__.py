"""What the ledger holds of a customer: one file a kind of item."""
