"""The four phases of a recalculation: rows, roster, lookups, retired generations."""
