"""Orders and events as they come in, raw and parsed."""
