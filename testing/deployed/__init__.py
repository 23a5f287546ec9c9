"""A deployed stack, on an emulator of its own or in an account, and what its tests ask of it."""
