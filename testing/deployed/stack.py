"""The real stack, as its users and its operator meet it: on a MiniStack of its own, or in an account."""

from __future__ import annotations

import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest

from account.deploy import ORIGIN
from account.deploy import deploy as deploy_to_account
from account.suite import Suite
from account.sweep import Client, Swept, sweep
from account.tags import Run, is_abandoned
from laptop.after_deploy import after_deploy
from laptop.deploy import deploy
from laptop.ministack import MiniStack
from laptop.place import Place
from laptop.port import free_port
from testing.deployed.connections import Connection, Emulated, InAccount


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Stack:
    """A deployed stack. Emulator or account makes no difference to a test, but for `at.is_account`."""

    at: Connection
    _tokens: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def outputs(self) -> Mapping[str, str]:
        return self.at.outputs

    @property
    def place(self) -> Place:
        """The emulator's. Skips the test in an account."""
        if not isinstance(self.at, Emulated):
            pytest.skip("needs the note of a local stack")
        return self.at.place

    def operator(self, *arguments: str) -> str:
        """What `regulars ...` prints. Raises Refused where it fails."""
        return self.at.operator(*arguments)

    def client(self, service: str) -> Any:
        """A boto3 client with every right."""
        return self.at.client(service)

    def call(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One HTTP request; `body` is sent as JSON. An error's answer is an answer."""
        given = dict(headers or {})
        if body is not None:
            given["content-type"] = "application/json"
        if token:
            given["authorization"] = f"Bearer {token}"
        return self.send(method, self.at.api + path, None if body is None else json.dumps(body).encode(), given)

    def send(self, method: str, address: str, data: bytes | None, headers: Mapping[str, str]) -> Answer:
        """One HTTP request as it stands; a redirection is an answer, too."""
        request = urllib.request.Request(address, data=data, method=method, headers=dict(headers))
        try:
            with _OPENER.open(request, timeout=60) as answer:
                return Answer(answer.status, _lower(answer.headers), answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, _lower(error.headers), error.read())

    def token(self, tenant: str, role: str = "admin") -> str:
        """An access token of a user who is made for the purpose, once for each tenant and role."""
        if (tenant, role) not in self._tokens:
            self._tokens[tenant, role] = self._sign_in(tenant, role)
        return self._tokens[tenant, role]

    def _sign_in(self, tenant: str, role: str) -> str:
        cognito = self.client("cognito-idp")
        pool = self.outputs["UserPoolId"]
        name, password = f"{role}@{tenant}.example.com", f"Aa1!{secrets.token_hex(12)}"
        user = cognito.admin_create_user(UserPoolId=pool, Username=name, MessageAction="SUPPRESS")["User"]
        cognito.admin_set_user_password(UserPoolId=pool, Username=name, Password=password, Permanent=True)
        sub = next(a["Value"] for a in user["Attributes"] if a["Name"] == "sub")
        item = {"pk": f"~member#{sub}", "sk": "member", "tenant": tenant, "role": role}
        self.client("dynamodb").put_item(
            TableName=self.outputs["TenantsTable"], Item={key: {"S": value} for key, value in item.items()}
        )
        signed_in = cognito.admin_initiate_auth(
            UserPoolId=pool,
            ClientId=self.outputs["OperatorClientId"],
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": name, "PASSWORD": password},
        )
        token = signed_in["AuthenticationResult"]["AccessToken"]
        assert isinstance(token, str)
        return token


class _AsTheyCome(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_AsTheyCome)


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@contextmanager
def emulated_stack(folder: Path, run: Run | None = None) -> Iterator[Stack]:
    """Starts a MiniStack in `folder` at a free port, deploys to it and stops it in the end; nothing of it is kept.

    With a `run` it is deployed as to an account: thrown away, and tagged.
    """
    place = Place(folder, free_port())
    ministack = MiniStack(place, keeps=False)
    ministack.start()
    try:
        tags = run.tags if run else {}
        deploy(place, {"stack": run.stack, "ephemeral": "true"} if run else None, tags)
        after_deploy(place)
        yield Stack(Emulated(place, tags))
    finally:
        ministack.stop()


@contextmanager
def stack_of_suite(folder: Path, suite: Suite) -> Iterator[Stack]:
    """The stack of `make aws-test`; everything that the run has made is gone in the end, and must be.

    In an account what earlier runs left behind when they were cut off is deleted first.
    """
    if not suite.in_account:
        with emulated_stack(folder, suite.run) as stack:
            yield stack
            _nothing_stays(stack.client, suite.run)
        return
    now = datetime.now(UTC)
    sweep(boto3.client, lambda tag: is_abandoned(tag, now))  # type: ignore[arg-type]
    try:
        outputs = deploy_to_account(suite.run.stack, suite.run.tags, {"ephemeral": "true", "origins": ORIGIN})
        yield Stack(InAccount(suite.run.stack, outputs, suite.run.tags))
    finally:
        _nothing_stays(boto3.client, suite.run)  # type: ignore[arg-type]


def _nothing_stays(client: Client, run: Run) -> None:
    swept = sweep(client, lambda tag: tag == run.tag)
    assert run.stack in swept.deleted, swept
    again = sweep(client, lambda tag: tag == run.tag)
    assert again == Swept([], []), again
