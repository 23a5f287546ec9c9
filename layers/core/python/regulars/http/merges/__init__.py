"""One person, several ids: merged, taken out again, and who may be one."""
