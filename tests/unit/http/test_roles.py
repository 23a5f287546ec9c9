"""The role of each call is the one that its kind has: nobody needs more to read, and nobody less to let data leave."""

from __future__ import annotations

import pytest
from regulars.http.all_endpoints import ENDPOINTS
from regulars.http.door.auth import Role
from regulars.http.door.endpoint import Endpoint

# All calls, reading too: personal data leaves, or a receiver's address holds a token.
FOR_ADMINS = (
    "/api/customers/by-hash/",
    "/api/customers/exports",
    "/api/customers/privacy/erasures",
    "/api/customers/privacy/exports",
    "/api/webhooks",
)
# What these change holds for the whole shop.
CHANGED_BY_ADMINS = ("/api/customers/loyalty-programs", "/api/settings", "/product-affinity/recalculate")
# One path for several actions: the role that trying out needs is declared, and editing asks for more by itself.
BY_ACTION = {"/api/customers/segments": Role.VIEWER}
OPEN = ("/api/health", "/app", "/docs", "/health", "/oauth/token", "/openapi.json", "/schemas/")


def expected(endpoint: Endpoint) -> Role | None:
    if endpoint.path.startswith(OPEN) or endpoint.path == "/":
        return None
    if endpoint.path.startswith(FOR_ADMINS):
        return Role.ADMIN
    if not endpoint.writes:
        return Role.VIEWER
    if endpoint.path in BY_ACTION:
        return BY_ACTION[endpoint.path]
    return Role.ADMIN if endpoint.path.startswith(CHANGED_BY_ADMINS) else Role.EDITOR


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda one: f"{one.method} {one.path}")
def test_viewers_read_and_try_out_editors_write_and_admins_decide(endpoint: Endpoint) -> None:
    assert endpoint.role == expected(endpoint)


def test_every_place_that_is_named_here_is_there() -> None:
    paths = {endpoint.path for endpoint in ENDPOINTS}

    assert [place for place in (*FOR_ADMINS, *CHANGED_BY_ADMINS, *BY_ACTION, *OPEN)
            if not any(path.startswith(place) for path in paths)] == []  # fmt: skip
