"""The folders of endpoints: a new one is a line here. All else is declared in it.

A function that starts for one call needs the modules of that call alone: where each endpoint stands is in
`places.json`, which `make openapi` makes of the declarations, and a module is imported with the first call of its own.

`routes.py` has the endpoints and what runs them, `shapes.py` what bodies and answers look like with the `OPERATIONS` of
the description, `examples.py` a call of each.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

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
    "segments.routes",
    "loyalty.program_routes",
    "loyalty.point_routes",
    "webhooks.routes",
    "exports.routes",
    "personal.routes",
    "erasures.routes",
    "tags.routes",
    "addresses.routes",
    "preferences.routes",
    "interactions.routes",
    "communications.routes",
    "signals.routes",
    "consents.routes",
    "profiles.routes",
    "summary.routes",
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


PLACES_FILE = Path(__file__).with_name("places.json")


class Place(NamedTuple):
    """Where the endpoint of a method and a path is declared: a line of `RESOURCES`."""

    method: str
    path: str
    module: str


def declared() -> tuple[tuple[Place, Endpoint], ...]:
    """Every endpoint with its place, in the order in which paths are tried. Imports all modules."""
    return tuple(
        (Place(endpoint.method, endpoint.path, module), endpoint)
        for module in RESOURCES
        for endpoint in import_module(f"{__package__}.{module}").routes.endpoints
    )


@cache
def places() -> tuple[Place, ...]:
    """The same places as `make openapi` has noted them: no module is imported."""
    noted = json.loads(PLACES_FILE.read_text("utf-8"))
    return tuple(Place(method, path, module) for module, found in noted for method, path in found)


@cache
def endpoint_at(place: Place) -> Endpoint:
    """The endpoint of a place; imports its module."""
    endpoints: list[Endpoint] = import_module(f"{__package__}.{place.module}").routes.endpoints
    return next(one for one in endpoints if (one.method, one.path) == (place.method, place.path))
