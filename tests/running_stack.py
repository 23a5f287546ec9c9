"""The real stack on a MiniStack of its own: a free port, a state folder of the session, IAM enforced."""

from __future__ import annotations

import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from laptop.after_deploy import after_deploy
from laptop.deploy import deploy
from laptop.ministack import MiniStack
from laptop.operator import operator
from laptop.place import Place
from laptop.port import free_port


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
    """A deployed stack, as its users and its operator meet it."""

    place: Place
    outputs: Mapping[str, str]
    _tokens: dict[tuple[str, str], str] = field(default_factory=dict)

    def operator(self, *arguments: str) -> str:
        """What `regulars ...` prints. Raises Refused where it fails."""
        return operator(self.place, *arguments)

    def client(self, service: str) -> Any:
        """A boto3 client with every right."""
        return self.place.client(service)

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
        return self.send(method, self.place.api + path, None if body is None else json.dumps(body).encode(), given)

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
def running_stack(folder: Path) -> Iterator[Stack]:
    """Starts a MiniStack with its state in `folder`, deploys to it and stops it in the end."""
    place = Place(folder, free_port())
    ministack = MiniStack(place)
    ministack.start()
    try:
        deploy(place)
        after_deploy(place)
        yield Stack(place, place.noted()["outputs"])
    finally:
        ministack.stop()
