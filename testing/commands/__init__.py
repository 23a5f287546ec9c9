"""The operator's command: its user pool and an API that answers what a test says."""
