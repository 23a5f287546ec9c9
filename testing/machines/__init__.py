"""The state machines in process, whole or step by step, and killed on the way."""
