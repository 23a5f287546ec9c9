"""What a shop owner looks at first."""
