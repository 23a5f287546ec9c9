"""The API as a WSGI application: the gateway's part between HTTP and the function, in process."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from http import HTTPStatus
from itertools import count
from typing import Any

from regulars.http.all_endpoints import ENDPOINTS
from regulars.http.door.app import Application

from testing.api.client import Context

TOKEN = "token"
_SENT_ELSEWHERE = {"CONTENT_TYPE": "content-type"}
_OPEN = re.compile("|".join(re.sub("<.*>", ".+", one.path) + r"\Z" for one in ENDPOINTS if one.role is None))


class Gateway:
    """Hands each request on as an HTTP API event (payload 2.0) of an admin; every call comes a millisecond later.

    Who needs a token and brings another than `TOKEN` is answered as the gateway would. Answers are not compressed.
    """

    def __init__(self, application: Application, tenant_id: str, *, now_ms: int) -> None:
        self._application = application
        self._claims = {"sub": "user", "tenant": tenant_id, "role": "admin"}
        self._clock = count(now_ms)
        self.calls = 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.calls += 1
        if environ.get("HTTP_AUTHORIZATION") != f"Bearer {TOKEN}" and not _OPEN.match(environ["PATH_INFO"]):
            start_response("401 Unauthorized", [("content-type", "application/json")])
            return [b'{"message":"Unauthorized"}']
        response = self._application.answer(self._event(environ), Context(), now_ms=next(self._clock)).response
        status = response["statusCode"]
        headers = list(response["headers"].items())
        headers += [(name, ", ".join(values)) for name, values in response.get("multiValueHeaders", {}).items()]
        start_response(f"{status} {HTTPStatus(status).phrase}", headers)
        body = response["body"] or ""
        return [b64decode(body) if response["isBase64Encoded"] else body.encode()]

    def _event(self, environ: dict[str, Any]) -> dict[str, Any]:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        raw_path = path.replace("%", "%25")
        headers = {name[5:].replace("_", "-").lower(): text for name, text in environ.items() if name[:5] == "HTTP_"}
        headers |= {name: environ[key] for key, name in _SENT_ELSEWHERE.items() if environ.get(key)}
        headers.pop("accept-encoding", None)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        return {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": raw_path,
            "rawQueryString": environ.get("QUERY_STRING", ""),
            "headers": headers,
            "requestContext": {
                "stage": "$default",
                "requestId": "request-1",
                "http": {"method": environ["REQUEST_METHOD"], "path": raw_path},
                "authorizer": {"jwt": {"claims": self._claims, "scopes": None}},
            },
            "body": b64encode(body).decode() if body else None,
            "isBase64Encoded": bool(body),
        }
