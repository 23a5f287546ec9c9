"""The parts of a customer's facts, one fold each. Pure."""
