"""The few calls to DynamoDB that all stores share, and a quicker reading of its answers."""
