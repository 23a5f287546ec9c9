"""The tenant's thresholds: read, tried out, changed."""
