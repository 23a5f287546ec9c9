"""Machine clients and people against the real gateway, pool and trigger: from a secret to an answer, and to its end."""

from __future__ import annotations

import hashlib
import html
import json
import re
import secrets
import time
import urllib.parse
from base64 import b64encode, urlsafe_b64encode
from typing import Any

import pytest

from laptop.steps import Refused
from testing.deployed.shop import order
from testing.deployed.stack import Answer, Stack

FORM = "application/x-www-form-urlencoded"
GRANT = {"grant_type": "client_credentials"}


@pytest.fixture(scope="module")
def tenant(stack: Stack) -> str:
    stack.operator("tenant", "create", "machines")
    return "machines"


def made(stack: Stack, *arguments: str) -> dict[str, Any]:
    told = json.loads(stack.operator("client", *arguments, "--tenant", "machines", "--json"))
    assert isinstance(told, dict)
    return told


def exchange(stack: Stack, client_id: str, secret: str, *, basic: bool = True, **form: str) -> Answer:
    """What `curl -u id:secret -d grant_type=client_credentials` is answered."""
    sent = {**GRANT, **form}
    if not basic:
        sent |= {"client_id": client_id, "client_secret": secret}
    headers = {"content-type": FORM}
    if basic:
        headers["authorization"] = "Basic " + b64encode(f"{client_id}:{secret}".encode()).decode()
    return stack.send("POST", stack.at.api + "/oauth/token", urllib.parse.urlencode(sent).encode(), headers)


def token_of(stack: Stack, client_id: str, secret: str) -> str:
    answer = exchange(stack, client_id, secret)
    assert answer.status == 200, answer.body
    token = answer.json()["access_token"]
    assert isinstance(token, str)
    return token


def customers(stack: Stack, token: str) -> int:
    return stack.call("GET", "/api/customers", token=token).status


def end_at(stack: Stack, user: str, until_ms: int) -> None:
    """Lets a day of grace be short: writes the end that a rotation wrote a day ahead."""
    dynamodb, table = stack.client("dynamodb"), stack.outputs["TenantsTable"]
    asked = {":pk": {"S": "machines"}, ":sk": {"S": "member#"}}
    found = dynamodb.query(
        TableName=table, KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)", ExpressionAttributeValues=asked
    )["Items"]
    [one] = [item for item in found if item["user"]["S"] == user]
    subject = one["sk"]["S"].removeprefix("member#")
    for key in ({"pk": one["pk"], "sk": one["sk"]}, {"pk": {"S": f"~member#{subject}"}, "sk": {"S": "member"}}):
        dynamodb.update_item(
            TableName=table,
            Key=key,
            UpdateExpression="SET #until = :until",
            ExpressionAttributeNames={"#until": "until"},
            ExpressionAttributeValues={":until": {"N": str(until_ms)}},
        )


def test_a_client_gets_a_token_by_curl_alone_and_may_do_what_its_role_may(stack: Stack, tenant: str) -> None:
    viewer, editor = made(stack, "create"), made(stack, "create", "--role", "editor", "--name", "till")

    answer = exchange(stack, editor["id"], editor["secret"])

    assert set(answer.json()) == {"access_token", "token_type", "expires_in"}
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 3600)
    assert (answer.headers["cache-control"], answer.headers["pragma"]) == ("no-store", "no-cache")
    written = {"orders": [order("m-1", "ida")]}
    by_editor = stack.call("POST", "/api/orders", token=answer.json()["access_token"], body=written)
    token = token_of(stack, viewer["id"], viewer["secret"])
    assert (by_editor.status, customers(stack, token)) == (200, 200)
    assert stack.call("POST", "/api/orders", token=token, body=written).status == 403
    assert stack.call("GET", "/api/customers?tenantId=door", token=token).status == 403


def test_the_secret_may_come_in_the_form_too(stack: Stack, tenant: str) -> None:
    client = made(stack, "create")

    answer = exchange(stack, client["id"], client["secret"], basic=False)

    assert customers(stack, answer.json()["access_token"]) == 200


def test_what_is_wrong_is_refused_in_the_words_of_the_rfc(stack: Stack, tenant: str) -> None:
    client = made(stack, "create")
    wrong = client["secret"][:-1] + ("2" if client["secret"][-1] == "1" else "1")
    as_json = json.dumps({**GRANT, "client_id": client["id"], "client_secret": client["secret"]}).encode()

    answers = {
        "wrong secret": exchange(stack, client["id"], wrong),
        "unknown client": exchange(stack, "client-ffffffffffff", client["secret"]),
        "other grant": exchange(stack, client["id"], client["secret"], grant_type="password"),
        "a scope": exchange(stack, client["id"], client["secret"], scope="regulars/write"),
        "JSON": stack.send("POST", stack.at.api + "/oauth/token", as_json, {"content-type": "application/json"}),
    }

    assert {name: (answer.status, answer.json()["error"]) for name, answer in answers.items()} == {
        "wrong secret": (401, "invalid_client"),
        "unknown client": (401, "invalid_client"),
        "other grant": (400, "unsupported_grant_type"),
        "a scope": (400, "invalid_scope"),
        "JSON": (400, "invalid_request"),
    }
    assert all(answer.headers["content-type"].startswith("application/json") for answer in answers.values())
    assert answers["wrong secret"].headers["www-authenticate"].startswith("Basic")
    assert answers["wrong secret"].body == answers["unknown client"].body


def test_after_a_rotation_both_secrets_are_taken_until_the_old_ones_end(stack: Stack, tenant: str) -> None:
    client = made(stack, "create")
    old = token_of(stack, client["id"], client["secret"])

    rotated = made(stack, "rotate", client["id"])

    assert customers(stack, token_of(stack, client["id"], client["secret"])) == 200
    assert customers(stack, token_of(stack, client["id"], rotated["secret"])) == 200
    end_at(stack, f"{client['id']}-a", time.time_ns() // 1_000_000)
    assert exchange(stack, client["id"], client["secret"]).json()["error"] == "invalid_client"
    assert customers(stack, old) == 403
    assert customers(stack, token_of(stack, client["id"], rotated["secret"])) == 200


def test_a_revoked_client_is_refused_at_once_with_the_tokens_it_has(stack: Stack, tenant: str) -> None:
    client = made(stack, "create")
    token = token_of(stack, client["id"], client["secret"])
    before = customers(stack, token)

    stack.operator("client", "revoke", client["id"], "--tenant", "machines")

    assert (before, customers(stack, token)) == (200, 403)
    assert exchange(stack, client["id"], client["secret"]).status == 401
    assert client["id"] not in stack.operator("client", "list", "--tenant", "machines")


def test_a_person_is_added_by_their_address_signs_in_by_it_and_is_removed_at_once(stack: Stack, tenant: str) -> None:
    add = ("tenant", "add-member", tenant, "--email", "Ann@Example.com", "--role", "viewer", "--json")
    told = json.loads(stack.operator(*add))

    token = code_flow(stack, "ann@example.com", told["password"])

    assert customers(stack, token) == 200
    stack.operator("tenant", "create", "elsewhere")
    with pytest.raises(Refused, match="belongs to another tenant, and a person belongs to one"):
        stack.operator("tenant", "add-member", "elsewhere", "--email", "ann@example.com", "--role", "admin")
    assert "ann@example.com" in stack.operator("tenant", "members", tenant)
    stack.operator("tenant", "remove-member", tenant, "ann@example.com")
    assert customers(stack, token) == 403


def code_flow(stack: Stack, email: str, password: str) -> str:
    """An access token by the pool's own page: code with PKCE, back to exactly /app of this API."""
    verifier = secrets.token_urlsafe(48)
    challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "client_id": stack.outputs["DashboardClientId"],
        "redirect_uri": f"{stack.at.api}/app",
        "response_type": "code",
        "scope": "openid email",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    pool = f"{stack.place.endpoint}/oauth2"
    elsewhere = urllib.parse.urlencode(asked | {"redirect_uri": f"{stack.at.api}/app/"})
    assert stack.send("GET", f"{pool}/authorize?{elsewhere}", None, {}).status == 400
    page = stack.send("GET", f"{pool}/authorize?{urllib.parse.urlencode(asked)}", None, {})
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.body.decode()))
    filled_in = {name: html.unescape(value) for name, value in fields.items()} | {
        "username": email,
        "password": password,
    }
    signed_in = stack.send(
        "POST", f"{stack.place.endpoint}/login", urllib.parse.urlencode(filled_in).encode(), {"content-type": FORM}
    )
    assert (page.status, signed_in.status) == (200, 302), signed_in.body
    back, _, query = signed_in.headers["location"].partition("?")
    assert back == asked["redirect_uri"]
    code = {
        "grant_type": "authorization_code",
        "client_id": asked["client_id"],
        "redirect_uri": back,
        "code": urllib.parse.parse_qs(query)["code"][0],
        "code_verifier": verifier,
    }
    answer = stack.send("POST", f"{pool}/token", urllib.parse.urlencode(code).encode(), {"content-type": FORM})
    assert answer.status == 200, answer.body
    return str(answer.json()["access_token"])
