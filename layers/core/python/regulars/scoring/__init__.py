"""What it means: pure functions of facts, settings and an instant. No AWS, no clock, no environment."""
