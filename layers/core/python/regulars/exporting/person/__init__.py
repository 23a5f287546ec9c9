"""The export of one person: everything that is held of them, as JSON and as a page that people read."""
