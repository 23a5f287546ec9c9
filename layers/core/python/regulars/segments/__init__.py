"""A shop's own segments: rules over the registry of fields, as trees that are compiled once. Pure."""
