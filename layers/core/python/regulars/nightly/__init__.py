"""The night: every customer derived at one instant, a part of them verified against the ledger, a summary left."""
