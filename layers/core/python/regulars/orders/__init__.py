"""One order on its way in: parsed, claimed, written, deleted."""
