"""Webhooks: where a tenant's events go, for those without a bus."""
