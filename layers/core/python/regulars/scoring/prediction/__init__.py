"""What a customer will do next: BG/NBD for orders, Gamma-Gamma for their value (docs/scoring.md, Models)."""
