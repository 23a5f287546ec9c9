"""What we know: pure types and functions of the ledger. No clock, no settings, no time zone, no AWS."""
