"""Where each endpoint is declared, so that a function imports the modules of its call alone."""

from __future__ import annotations

import json
from itertools import groupby

from regulars.http.resources import declared


def text() -> str:
    """A line a module of endpoints, in the order in which paths are tried."""
    places = [place for place, _ in declared()]
    lines = [
        json.dumps([module, [[one.method, one.path] for one in found]])
        for module, found in groupby(places, key=lambda place: place.module)
    ]
    return "[\n" + ",\n".join(lines) + "\n]\n"
