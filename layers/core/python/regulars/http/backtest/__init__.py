"""Whether to rely on the models."""
