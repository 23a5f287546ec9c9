"""Events for those without a bus: Standard Webhooks 1.0.0, https://github.com/standard-webhooks/standard-webhooks."""
