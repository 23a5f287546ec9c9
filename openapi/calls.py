"""Calls of the API as the gateway hands them over, of one shop's admin."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from regulars.http.door.app import Application

from .examples import NOW_MS

TENANT = "packaging"


def send(application: Application, tenant_id: str, path: str, body: Any, now_ms: int = NOW_MS) -> dict[str, Any]:
    event = event_of("POST", path, "", json.dumps(body), {}, tenant_id)
    response = application.answer(event, Context(), now_ms=now_ms).response
    assert response["statusCode"] < 300, response
    return response


def event_of(
    method: str, path: str, query: str, body: str | None, headers: Mapping[str, str], tenant_id: str = TENANT
) -> dict[str, Any]:
    claims = {"tenant": tenant_id, "role": "admin"}
    return {
        "version": "2.0",
        "rawPath": unquote(path),
        "rawQueryString": query,
        "headers": dict(headers),
        "requestContext": {
            "stage": "$default",
            "requestId": "request-1",
            "http": {"method": method, "path": unquote(path)},
            "authorizer": {"jwt": {"claims": claims}},
        },
        "body": body,
        "isBase64Encoded": False,
    }


class Context:
    function_name = "api"

    def get_remaining_time_in_millis(self) -> int:
        return 29_000
