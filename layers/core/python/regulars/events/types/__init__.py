"""One file a type of events."""
