"""The gateway and the door behind it: who gets in, with what, and what they may do."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from account.deploy import ORIGIN
from testing.deployed.shop import order, post
from testing.deployed.stack import Stack


@pytest.fixture(scope="module")
def tenant(stack: Stack) -> str:
    stack.operator("tenant", "create", "door")
    return "door"


def claims(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    decoded = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert isinstance(decoded, dict)
    return decoded


def encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def test_without_a_token_nobody_gets_in(stack: Stack) -> None:
    assert stack.call("GET", "/api/customers").status == 401
    assert stack.call("POST", "/api/orders", body={"orders": [order("no", "ida")]}).status == 401


def test_a_forged_token_does_not_open_the_door(stack: Stack, tenant: str) -> None:
    header, payload, signature = stack.token(tenant, "viewer").split(".")
    promoted = encoded({**claims(stack.token(tenant, "viewer")), "role": "admin"})
    unsigned = encoded({"alg": "none", "typ": "JWT"})

    for forged in (
        (header, payload, signature[::-1]),
        (header, promoted, signature),
        (unsigned, promoted, ""),
    ):
        assert stack.call("GET", "/api/customers", token=".".join(forged)).status == 401


def test_a_token_says_tenant_and_role_as_the_operator_wrote_them(stack: Stack, tenant: str) -> None:
    told = claims(stack.token(tenant, "viewer"))

    assert (told["tenant"], told["role"]) == (tenant, "viewer")


def test_a_named_tenant_must_be_the_tokens_own(stack: Stack, tenant: str) -> None:
    token = stack.token(tenant, "viewer")

    for name in ("tenantId", "userId", "venueId"):
        assert stack.call("GET", f"/api/customers?{name}={tenant}", token=token).status == 200
        assert stack.call("GET", f"/api/customers?{name}=other", token=token).status == 403


def test_each_role_may_do_what_it_says_and_no_more(stack: Stack, tenant: str) -> None:
    def put_settings(role: str) -> int:
        change, seen = {"newDays": 20}, {"if-match": "*"}
        return stack.call("PUT", "/api/settings", token=stack.token(tenant, role), body=change, headers=seen).status

    posted = [post(stack, tenant, order(role, "ida"), role=role).status for role in ("viewer", "editor", "admin")]

    assert posted == [403, 200, 200]
    assert stack.call("GET", "/api/orders/viewer", token=stack.token(tenant)).status == 404
    assert [put_settings(role) for role in ("viewer", "editor", "admin")] == [403, 403, 200]


def test_a_suspended_tenant_stays_outside_until_it_is_active_again(stack: Stack) -> None:
    stack.operator("tenant", "create", "unpaid")
    token = stack.token("unpaid")

    def ask() -> int:
        return stack.call("GET", "/api/customers", token=token).status

    before = ask()
    stack.operator("tenant", "set-status", "unpaid", "suspended")
    suspended, written = ask(), post(stack, "unpaid", order("no", "ida")).status
    stack.operator("tenant", "set-status", "unpaid", "active")

    assert (before, suspended, written, ask()) == (200, 403, 403, 200)


def test_health_asks_for_no_token(stack: Stack) -> None:
    assert stack.call("GET", "/api/health").status == 200


def test_a_page_of_another_origin_may_ask(stack: Stack) -> None:
    preflight = stack.call(
        "OPTIONS",
        "/api/customers",
        headers={"origin": ORIGIN, "access-control-request-method": "GET"},
    )

    assert preflight.status == 204
    assert preflight.headers["access-control-allow-origin"] == (ORIGIN if stack.at.is_account else "*")
    assert "etag" in preflight.headers["access-control-expose-headers"]
