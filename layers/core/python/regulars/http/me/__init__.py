"""Who asks, and what there is for them."""
