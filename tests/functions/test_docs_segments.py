"""The walk of docs/segments.md, taken call by call."""

from __future__ import annotations

import json
import re
from pathlib import Path

from regulars.facts.tenant import Tenant
from regulars.http.door.app import Application
from regulars.http.segments.routes import ACTIONS
from regulars.segments.counted import COLLECTIONS
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.projected import project

PAGE = (Path(__file__).parents[2] / "docs" / "segments.md").read_text()
# The day on which the page was written.
NOW_MS = 1_795_953_600_000


def test_every_call_of_the_page_is_answered_well(application: Application, stores: Stores, tenant: Tenant) -> None:
    api = Client(application, tenant.id, now_ms=NOW_MS)
    blocks = re.findall(r"```\n(curl .*?)```", PAGE, re.DOTALL)
    calls = [call for block in blocks for call in re.split(r"\n(?=curl )", block.strip())]
    assert len(calls) == 12
    segment, done = "", []
    for call in calls:
        found = re.search(r'"\$API(/[^"]*)"', call)
        body = re.search(r"-d '(.*)'", call, re.DOTALL)
        assert found is not None
        path, _, query = found[1].replace("$SEGMENT", segment).partition("?")
        if body is None:
            answer = api.send("GET", path, query=query)
        else:
            answer = api.post(path, json.loads(body[1].replace("'$SEGMENT'", segment)))
            done.append(json.loads(body[1].replace("'$SEGMENT'", segment)).get("action"))
        assert answer.status in (200, 201), (call, answer.text)
        if done[-1:] == ["create"] and not segment:
            segment = answer.data["id"]
        for customer_id in ("seg-ann", "seg-bob"):
            project(stores, tenant, customer_id, now_ms=NOW_MS)
        if path == "/api/customers":
            assert [row["contactID"] for row in answer.data] == ["seg-ann"]
    assert done[1:] == ["preview", "create", "add_member", "exclude", "remove_member", "update", "delete"]


def test_every_action_and_collection_stands_on_the_page() -> None:
    for word in (*ACTIONS, *COLLECTIONS):
        assert f"`{word}`" in PAGE or f'"{word}"' in PAGE, word
