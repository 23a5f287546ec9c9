"""A caller of the API: requests as the gateway hands them to the function, after it has verified the token."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlencode

from regulars.facts.tenant import Tenant
from regulars.http.door.app import Application

from testing.api.shapes import check_answer
from testing.builders import NOW_MS


class Context:
    """What the idempotency of Powertools asks of a Lambda context."""

    function_name = "api"

    def get_remaining_time_in_millis(self) -> int:
        return 29_000


@dataclass(frozen=True)
class Answered:
    status: int
    headers: Mapping[str, str]
    text: str
    sent: bytes = b""
    """As it left: compressed, where it was."""

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def data(self) -> Any:
        assert self.status in (200, 201), self.text
        return self.json["data"]

    @property
    def errors(self) -> dict[str, str]:
        """Field -> message."""
        return {error["field"]: error["message"] for error in self.json["errors"]}


class Client:
    """Signed in as a role of a tenant; its clock stands at `now_ms`."""

    def __init__(self, application: Application, tenant_id: str, *, role: str = "admin", now_ms: int = NOW_MS) -> None:
        self._application = application
        self._claims = {"sub": "user", "tenant": tenant_id, "role": role}
        self.now_ms = now_ms

    def get(self, path: str, **query: Any) -> Answered:
        return self.send("GET", path, query=query)

    def walk(self, path: str, **query: Any) -> Iterator[Answered]:
        """Page by page behind `nextCursor`, to the end of the list: at most 100 of them."""
        cursor: dict[str, str] = {}
        for _ in range(100):
            page = self.get(path, **query, **cursor)
            assert page.status == 200, page.text
            yield page
            following = (page.json.get("meta") or page.json)["nextCursor"]
            if following is None:
                return
            cursor = {"cursor": following}
        raise AssertionError("the walk does not end")

    def delete(self, path: str, **headers: str) -> Answered:
        return self.send("DELETE", path, headers=headers)

    def post(self, path: str, body: Any, **headers: str) -> Answered:
        return self.send("POST", path, body=body, headers=headers)

    def put(self, path: str, body: Any, **headers: str) -> Answered:
        return self.send("PUT", path, body=body, headers=headers)

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | str = "",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        claims: Mapping[str, str] | None = None,
    ) -> Answered:
        """`path` percent-encoded, as a caller writes it; header names with `_` for `-`."""
        event = event_of(
            method, path, query=query, body=body, headers=headers, claims=self._claims if claims is None else claims
        )
        response = self._application.answer(event, Context(), now_ms=self.now_ms).response
        text = response["body"] or ""
        sent = b64decode(text) if response["isBase64Encoded"] else text.encode()
        if response["headers"].get("Content-Encoding") == "gzip":
            text = gzip.decompress(sent).decode()
        elif response["isBase64Encoded"]:
            text = sent.decode(errors="replace")
        if response["statusCode"] != 304:
            check_answer(method, path, response["statusCode"], response["headers"].get("Content-Type", ""), text)
        return Answered(response["statusCode"], response["headers"], text, sent)


def event_of(
    method: str,
    path: str,
    *,
    query: Mapping[str, Any] | str = "",
    body: Any = None,
    headers: Mapping[str, str] | None = None,
    claims: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """An HTTP API event, payload 2.0. The path arrives decoded but for percent signs, as MiniStack sends it."""
    raw_path = unquote(path.replace("%25", "%2525"))
    text = body if isinstance(body, str) or body is None else json.dumps(body)
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": raw_path,
        "rawQueryString": query if isinstance(query, str) else urlencode(query),
        "headers": {name.replace("_", "-"): value for name, value in (headers or {}).items()},
        "requestContext": {
            "stage": "$default",
            "requestId": "request-1",
            "http": {"method": method, "path": raw_path},
            **({"authorizer": {"jwt": {"claims": dict(claims), "scopes": None}}} if claims else {}),
        },
        "body": text,
        "isBase64Encoded": False,
    }


def path_of(*segments: str) -> str:
    """A path whose ids are percent-encoded: `path_of("api", "orders", "#1/2")`."""
    return "/" + "/".join(quote(segment, safe="") for segment in segments)


def client_of(application: Application, tenant: Tenant, **options: Any) -> Client:
    return Client(application, tenant.id, **options)
