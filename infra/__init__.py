"""The AWS stack, one construct a concern."""
