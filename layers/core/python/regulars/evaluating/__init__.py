"""The job that looks at everybody after settings or segments were edited, so that others are told at once."""
