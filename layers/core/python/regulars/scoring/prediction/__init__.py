"""What a customer will do next: BG/NBD for orders, Gamma-Gamma for their value (scoring.md §7)."""
