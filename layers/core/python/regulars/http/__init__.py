"""The HTTP door: an event becomes one call to a room further in, and its result an answer. No logic."""
