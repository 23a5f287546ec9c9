"""Every endpoint, for who describes or tests all of them; a function imports only those that it is asked for."""

from __future__ import annotations

from .resources import declared

ENDPOINTS = tuple(endpoint for _, endpoint in declared())
