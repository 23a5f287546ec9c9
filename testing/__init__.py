"""What tests, benchmarks and `openapi` share; nothing that is shipped imports it, and nothing imports `tests`."""
