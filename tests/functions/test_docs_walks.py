"""The walks of docs/people.md and docs/loyalty.md, taken call by call."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from regulars.facts.tenant import Tenant
from regulars.http.door.app import Application
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.projected import project

DOCS = Path(__file__).parents[2] / "docs"
# The day on which the pages were written.
NOW_MS = 1_795_953_600_000
MADE = {"/api/customers/notes": "'$NOTE'", "/api/customers/loyalty-programs": "'$PROGRAM'"}
"""What stands on the pages for the id that a POST there answers."""


class Call(NamedTuple):
    """A command line of a page."""

    method: str
    path: str
    query: str
    body: str | None
    headers: dict[str, str]


def calls(page: str) -> list[Call]:
    blocks = re.findall(r"```\n(curl .*?)```", page, re.DOTALL)
    return [_call(line) for block in blocks for line in re.split(r"\n(?=curl )", block.strip())]


def _call(line: str) -> Call:
    [url] = re.findall(r'"\$API(/[^"]*)"', line)
    method, body = (re.search(pattern, line, re.DOTALL) for pattern in (r"-X (\w+)", r"-d '(.*)'"))
    headers = dict(re.findall(r"-H '((?:If-Match|Idempotency-Key)): ([^']*)'", line))
    path, _, query = url.partition("?")
    named = method[1] if method else "POST" if body else "GET"
    return Call(named, path, query, body and body[1], headers)


@pytest.mark.parametrize(("name", "least"), [("people.md", 30), ("loyalty.md", 4)])
def test_every_call_of_the_page_is_answered_well(
    application: Application, stores: Stores, tenant: Tenant, name: str, least: int
) -> None:
    api = Client(application, tenant.id, now_ms=NOW_MS)
    ids: dict[str, str] = {}
    taken = calls((DOCS / name).read_text())
    assert len(taken) >= least
    for call in taken:
        text = call.body or ""
        for written, made in ids.items():
            text = text.replace(written, made)

        answer = api.send(
            call.method, call.path, query=call.query, body=json.loads(text) if text else None, headers=call.headers
        )

        assert answer.status in (200, 201), (call, answer.text)
        if call.method == "POST" and call.path in MADE:
            ids[MADE[call.path]] = answer.data["id"]
        for customer_id in ("ann", "ann-old"):
            project(stores, tenant, customer_id, now_ms=NOW_MS)
