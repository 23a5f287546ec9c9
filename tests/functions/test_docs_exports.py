"""The walk of docs/exports.md, taken call by call."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from regulars.exporting.request import Format
from regulars.facts.tenant import Tenant
from regulars.http.door.app import Application
from regulars.http.exports.shapes import ExportRequest
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.projected import project
from testing.machines.exports import create_export_machine, exported, run_exports

PAGE = (Path(__file__).parents[2] / "docs" / "exports.md").read_text()
# The day on which the page was written.
NOW_MS = 1_795_998_000_000


def test_every_call_of_the_page_is_answered_as_it_says(
    application: Application, stores: Stores, tenant: Tenant
) -> None:
    api = Client(application, tenant.id, now_ms=NOW_MS)
    create_export_machine(stores)
    blocks = re.findall(r"```\n(curl .*?)```", PAGE, re.DOTALL)
    calls = [call for block in blocks for call in re.split(r"\n(?=curl )", block.strip())]
    assert len(calls) == 5
    export = ""
    for call in calls:
        found = re.search(r'"\$API(/[^"]*)"', call)
        assert found is not None
        path, body = found[1].replace("$EXPORT", export), re.search(r"-d '(.*)'", call, re.DOTALL)
        sent = None if body is None else json.loads(body[1])
        method = "PUT" if "-X PUT" in call else "POST" if body else "GET"
        answer = api.send(method, path, body=sent)
        assert answer.status in (200, 201, 202), (call, answer.text)
        for customer_id in ("exp-ann", "exp-bob", "exp-cid"):
            project(stores, tenant, customer_id, now_ms=NOW_MS)
        if path.endswith("/exports"):
            export = answer.json["data"]["exportId"]
            run_exports(stores, {"tenant": tenant.id, "job": export}, at_ms=NOW_MS)

    last = api.get(f"/api/customers/exports/{export}").data
    files = list(exported(stores, tenant.id).values())
    [csv] = [one.decode("utf-8-sig").replace("\r\n", "\n") for one in files if b"customerId" in one]
    assert f"```\n{csv}```" in PAGE
    assert f'"bytes": {len(csv.encode()) + 3 + csv.count(chr(10))}' in PAGE, "with the BOM and line ends of Windows"
    assert last["counts"]["leftOut"]["doNotContact"] == 1
    assert hashlib.sha256(b"ann@example.com").hexdigest() in "".join(one.decode() for one in files)


def test_every_format_and_field_of_the_call_stands_on_the_page() -> None:
    for word in (*Format, *ExportRequest.model_fields):
        assert f"| `{word}` |" in PAGE, word
