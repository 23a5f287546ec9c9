"""The gateway in front of the API: who gets in, and with what."""

from __future__ import annotations

import base64
import json

from tests.stack.conftest import Stack


def claims(token: str) -> dict[str, object]:
    payload = token.split(".")[1]
    decoded = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert isinstance(decoded, dict)
    return decoded


def test_without_a_token_nobody_gets_in(stack: Stack) -> None:
    assert stack.call("GET", "/api/customers").status == 401


def test_a_forged_token_does_not_open_the_door(stack: Stack) -> None:
    header, payload, signature = stack.token("door").split(".")
    forged = ".".join((header, payload, signature[::-1]))

    assert stack.call("GET", "/api/customers", token=forged).status == 401


def test_a_token_says_tenant_and_role_as_the_operator_wrote_them(stack: Stack) -> None:
    told = claims(stack.token("door", "viewer"))

    assert (told["tenant"], told["role"]) == ("door", "viewer")


def test_health_asks_for_no_token(stack: Stack) -> None:
    assert stack.call("GET", "/api/health").status == 200


def test_a_page_of_another_origin_may_ask(stack: Stack) -> None:
    preflight = stack.call(
        "OPTIONS",
        "/api/customers",
        headers={"origin": "https://shop.example.com", "access-control-request-method": "GET"},
    )

    assert preflight.status == 204
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "etag" in preflight.headers["access-control-expose-headers"]
