"""The synthesised template and its parts."""
