"""A shop's own segments (source 001): rules, pins, previews."""
