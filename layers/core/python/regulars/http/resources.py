"""The folders of endpoints: a new one is a line here. All else is declared in it.

`routes.py` has the endpoints and what runs them, `shapes.py` what bodies and answers look like with the `OPERATIONS` of
the description, `examples.py` a call of each.
"""

from __future__ import annotations

from importlib import import_module

from .door.endpoint import Endpoint

# In the order in which paths are tried: specific before general.
RESOURCES = (
    "orders.event_routes",
    "orders.routes",
    "imports.routes",
    "rfm.routes",
    "analytics.routes",
    "notes.routes",
    "merges.routes",
    "tags.routes",
    "addresses.routes",
    "preferences.routes",
    "interactions.routes",
    "communications.routes",
    "signals.routes",
    "consents.routes",
    "profiles.routes",
    "customers.routes",
    "affinity.routes",
    "affinity.product_routes",
    "affinity.night_routes",
    "affinity.together_routes",
    "affinity.next_routes",
    "affinity.most_bought_routes",
    "search.routes",
    "overview.routes",
    "retention.routes",
    "intelligence.routes",
    "backtest.routes",
    "venue.routes",
    "settings.routes",
    "recalculations.routes",
    "me.routes",
    "fields.routes",
    "oauth.routes",
    "dashboard.routes",
    "door.documents",
)


def endpoints() -> tuple[Endpoint, ...]:
    """All of them, in that order."""
    modules = [import_module(f"{__package__}.{name}") for name in RESOURCES]
    return tuple(endpoint for module in modules for endpoint in module.routes.endpoints)
