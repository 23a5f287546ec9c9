"""Asks the API every example on a shop of its own, and keeps the answers: an example is what the API really says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from regulars.http.all_endpoints import ENDPOINTS
from regulars.http.door.endpoint import Endpoint
from regulars.http.door.operation import Example

from testing.aws.kept import Kept

from .calls import Context, event_of
from .examples import NOW_MS
from .operations import EXAMPLES
from .shop import Shop, open_shop


class Asked(NamedTuple):
    """One example with what came back; `request` is the path with its query."""

    request: str
    status: int
    headers: Mapping[str, str]
    body: str


def ask_all() -> dict[str, Asked]:
    """The answers by the endpoint's function name; every example meets the shop as if it were the first."""
    asked = {}
    with open_shop(night=True) as shop:
        for endpoint in ENDPOINTS:
            if not endpoint.writes:
                asked[endpoint.run.__name__] = ask(endpoint, shop)
    with open_shop() as shop:
        unwritten = Kept()
        for endpoint in ENDPOINTS:
            if endpoint.writes:
                unwritten.put_back()
                asked[endpoint.run.__name__] = ask(endpoint, shop)
    return asked


def ask(endpoint: Endpoint, shop: Shop) -> Asked:
    """The endpoint's example."""
    event = _event(endpoint, EXAMPLES[endpoint.run.__name__], shop.filled)
    response = shop.application.answer(event, Context(), now_ms=NOW_MS).response
    request = event["rawPath"] if not event["rawQueryString"] else f"{event['rawPath']}?{event['rawQueryString']}"
    return Asked(request, response["statusCode"], response["headers"], response["body"])


def _event(endpoint: Endpoint, example: Example, filled: Mapping[str, str]) -> dict[str, Any]:
    path = endpoint.path
    for name, value in example.ids.items():
        path = path.replace(f"<{name}>", quote(value.format(**filled), safe=""))
    body = None if example.body is None else urlencode(example.body) if example.form else json.dumps(example.body)
    return event_of(endpoint.method, path, urlencode(example.query), body, example.headers)
