"""One import at work: split, load, settle, report, and whose turn it is."""
