"""Regulars: customer intelligence for shops. Walk an order through the rooms in `docs/architecture.md`."""
