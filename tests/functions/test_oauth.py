"""Tokens for machine clients: what RFC 6749 takes, and what it refuses with which word."""

from __future__ import annotations

import base64
import json
import logging
from typing import Any

import pytest
from botocore.exceptions import ClientError
from regulars.http.door.app import Application
from regulars.stores.opened import Stores
from regulars.stores.sign_in import SignIn

from testing.api.client import Answered, Client

CLIENT = "client-0123456789ab"
SECRET = "b" + "Zx-_" * 9 + "-A1"
FORM = "application/x-www-form-urlencoded"
GRANT = "grant_type=client_credentials"
IN_THE_FORM = f"{GRANT}&client_id={CLIENT}&client_secret={SECRET}"


class Pool:
    """A pool that knows one user; `claims` go into its token, `fault` is what it raises."""

    def __init__(self) -> None:
        self.claims: dict[str, str] = {"sub": "s", "tenant": "acme", "role": "editor"}
        self.fault = ""
        self.asked: list[dict[str, Any]] = []

    def admin_initiate_auth(self, **asked: Any) -> dict[str, Any]:
        self.asked.append(asked)
        known = {"USERNAME": f"{CLIENT}-b", "PASSWORD": SECRET}
        if self.fault or asked["AuthParameters"] != known:
            code = self.fault or "NotAuthorizedException"
            raise ClientError({"Error": {"Code": code, "Message": "as Cognito says"}}, "AdminInitiateAuth")
        return {"AuthenticationResult": {"AccessToken": self.token, "ExpiresIn": 3600, "RefreshToken": "never shown"}}

    @property
    def token(self) -> str:
        return f"head.{base64.urlsafe_b64encode(json.dumps(self.claims).encode()).decode().rstrip('=')}.signature"


@pytest.fixture
def pool(stores: Stores) -> Pool:
    made = Pool()
    stores.sign_in = SignIn(made, "pool-1", "operator-1")
    return made


@pytest.fixture
def nobody(pool: Pool, application: Application) -> Client:
    return Client(application, "")


def ask(nobody: Client, body: str, *, basic: str | None = None, content_type: str = FORM, **more: Any) -> Answered:
    headers = {"content-type": content_type}
    if basic is not None:
        headers["authorization"] = "Basic " + base64.b64encode(basic.encode()).decode()
    return nobody.send("POST", "/oauth/token", body=body, headers=headers | more.pop("headers", {}), claims={}, **more)


def refused(answer: Answered) -> tuple[int, str]:
    """The status and RFC 6749's word; nothing else is in the body, and no cache keeps it."""
    assert set(answer.json) == {"error", "error_description"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Pragma"] == "no-cache"
    assert all(" " <= letter <= "~" and letter not in '"\\' for letter in answer.json["error_description"])
    return answer.status, answer.json["error"]


@pytest.mark.parametrize(
    ("body", "basic"),
    [
        (IN_THE_FORM, None),
        (GRANT, f"{CLIENT}:{SECRET}"),
        (f"{GRANT}&client_id={CLIENT}", f"{CLIENT}:{SECRET}"),
        (f"{GRANT}&scope=&client_secret=", f"{CLIENT}:{SECRET.replace('-', '%2D')}"),
    ],
    ids=["in the form", "as HTTP Basic", "the id in both", "empty parameters, encoded"],
)
def test_a_client_gets_a_token_by_its_id_and_secret(nobody: Client, pool: Pool, body: str, basic: str | None) -> None:
    answer = ask(nobody, body, basic=basic)

    assert answer.json == {"access_token": pool.token, "token_type": "Bearer", "expires_in": 3600}
    assert (answer.status, answer.headers["Cache-Control"], answer.headers["Pragma"]) == (200, "no-store", "no-cache")
    assert (pool.asked[0]["UserPoolId"], pool.asked[0]["ClientId"]) == ("pool-1", "operator-1")


def test_a_body_that_the_gateway_encoded_is_read(nobody: Client, pool: Pool, application: Application) -> None:
    event = {
        "version": "2.0",
        "rawPath": "/oauth/token",
        "rawQueryString": "",
        "headers": {"content-type": f"{FORM}; charset=UTF-8"},
        "requestContext": {"stage": "$default", "http": {"method": "POST", "path": "/oauth/token"}},
        "body": base64.b64encode(IN_THE_FORM.encode()).decode(),
        "isBase64Encoded": True,
    }

    answered = application.answer(event, None, now_ms=0)

    assert answered.response["statusCode"] == 200
    assert answered.route == "/oauth/token"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("", "invalid_request"),
        ("grant_type=", "invalid_request"),
        (f"{IN_THE_FORM}&{GRANT}", "invalid_request"),
        (IN_THE_FORM + "&x=" + "y" * 4096, "invalid_request"),
        (IN_THE_FORM.replace("client_credentials", "password"), "unsupported_grant_type"),
        (IN_THE_FORM.replace("client_credentials", "refresh_token"), "unsupported_grant_type"),
        (f"{IN_THE_FORM}&scope=orders.write", "invalid_scope"),
        (f"{IN_THE_FORM}&x=%FF", "invalid_request"),
    ],
    ids=["nothing", "no grant", "twice", "too long", "password", "refresh", "a scope", "not UTF-8"],
)
def test_what_is_malformed_is_refused_without_a_sign_in(nobody: Client, pool: Pool, body: str, error: str) -> None:
    assert refused(ask(nobody, body)) == (400, error)
    assert pool.asked == []


def test_json_is_refused_with_the_content_type_to_send(nobody: Client) -> None:
    answer = ask(nobody, json.dumps({"grant_type": "client_credentials"}), content_type="application/json")

    assert refused(answer) == (400, "invalid_request")
    assert FORM in answer.json["error_description"]


def test_a_secret_in_the_address_is_refused(nobody: Client, pool: Pool) -> None:
    assert refused(ask(nobody, GRANT, query=IN_THE_FORM)) == (400, "invalid_request")
    assert pool.asked == []


def test_a_secret_that_comes_twice_is_refused(nobody: Client, pool: Pool) -> None:
    assert refused(ask(nobody, IN_THE_FORM, basic=f"{CLIENT}:{SECRET}")) == (400, "invalid_request")
    other = f"{GRANT}&client_id=client-ffffffffffff"
    assert refused(ask(nobody, other, basic=f"{CLIENT}:{SECRET}")) == (400, "invalid_request")
    assert pool.asked == []


@pytest.mark.parametrize(
    ("body", "basic"),
    [
        (GRANT, None),
        (f"{GRANT}&client_id={CLIENT}", None),
        (GRANT, f"{CLIENT}:{SECRET[:-1]}2"),
        (GRANT, f"{CLIENT}:a{SECRET[1:]}"),
        (GRANT, f"{CLIENT}:c{SECRET[1:]}"),
        (GRANT, f"person-1:{SECRET}"),
        (GRANT, f"{CLIENT}-b:{SECRET}"),
        (GRANT, CLIENT),
        (GRANT, ":"),
    ],
)
def test_a_wrong_id_or_secret_is_an_invalid_client_and_told_how_to_come(
    nobody: Client, body: str, basic: str | None
) -> None:
    answer = ask(nobody, body, basic=basic)

    assert refused(answer) == (401, "invalid_client")
    assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")


@pytest.mark.parametrize("header", ["Basic", "Basic %%%", "Basic /w==", "Bearer abc", "Digest x"])
def test_another_way_of_authorization_is_an_invalid_client(nobody: Client, pool: Pool, header: str) -> None:
    assert refused(ask(nobody, GRANT, headers={"authorization": header})) == (401, "invalid_client")
    assert pool.asked == []


def test_no_user_but_a_clients_can_be_signed_in(nobody: Client, pool: Pool) -> None:
    ask(nobody, GRANT, basic=f"{CLIENT}:{SECRET}")
    ask(nobody, GRANT, basic=f"ann@example.com:{SECRET}")
    ask(nobody, GRANT, basic=f"regulars-acme-admin:{SECRET}")

    assert [asked["AuthParameters"]["USERNAME"] for asked in pool.asked] == [f"{CLIENT}-b"]


def test_a_user_whose_membership_is_over_gets_no_token(nobody: Client, pool: Pool) -> None:
    pool.claims = {"sub": "s"}

    assert refused(ask(nobody, IN_THE_FORM)) == (401, "invalid_client")


@pytest.mark.parametrize("fault", ["TooManyRequestsException", "InternalErrorException", "UnexpectedLambdaException"])
def test_a_busy_pool_is_no_wrong_secret(nobody: Client, pool: Pool, fault: str) -> None:
    pool.fault = fault

    answer = ask(nobody, IN_THE_FORM)

    assert refused(answer) == (503, "temporarily_unavailable")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("fault", ["UserNotFoundException", "UserNotConfirmedException"])
def test_a_client_that_was_revoked_is_refused_as_a_wrong_secret_is(nobody: Client, pool: Pool, fault: str) -> None:
    pool.fault = fault
    revoked = ask(nobody, IN_THE_FORM)
    pool.fault = ""

    wrong = ask(nobody, GRANT, basic=f"{CLIENT}:a{SECRET[1:]}")

    assert revoked.json == wrong.json
    assert revoked.status == wrong.status == 401


def test_an_eleventh_sign_in_within_a_second_is_told_when_to_try_again(nobody: Client, pool: Pool) -> None:
    answers = [ask(nobody, IN_THE_FORM) for _ in range(11)]
    nobody.now_ms += 100

    assert [answer.status for answer in answers] == [200] * 10 + [429]
    assert refused(answers[-1]) == (429, "temporarily_unavailable")
    assert answers[-1].headers["Retry-After"] == "1"
    assert len(pool.asked) == 10
    assert ask(nobody, IN_THE_FORM).status == 200


def test_what_cannot_be_a_secret_takes_nobody_elses_turn(nobody: Client, pool: Pool) -> None:
    for _ in range(20):
        assert ask(nobody, GRANT, basic="client-1:guess").status == 401

    assert ask(nobody, IN_THE_FORM).status == 200


def test_a_deployment_with_another_issuer_says_to_ask_there(application: Application) -> None:
    answer = ask(Client(application, ""), IN_THE_FORM)

    assert refused(answer) == (401, "invalid_client")
    assert "issuer" in answer.json["error_description"]


def test_neither_secret_nor_token_is_logged(nobody: Client, pool: Pool, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ask(nobody, IN_THE_FORM)
    pool.fault = "TooManyRequestsException"
    ask(nobody, IN_THE_FORM)

    assert SECRET not in caplog.text
    assert pool.token not in caplog.text
