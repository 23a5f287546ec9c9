"""Imports over HTTP: announced, listed, read, retried; refused rows as a link."""

from __future__ import annotations

import json
import re
from typing import Any

from regulars.facts.tenant import Tenant
from regulars.facts.time import HOUR_MS
from regulars.http.door.app import Application
from regulars.importing.job.sentences import BROKE_OFF
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS
from testing.machines.imports import create_machine


def test_an_announced_import_has_a_form_to_post_its_file_with(api: Client) -> None:
    answer = api.post("/api/imports", {"fileName": "orders.csv", "timezone": "Europe/London"})

    assert answer.status == 201
    data = answer.data
    assert (data["state"], data["fileName"], data["counts"]) == ("waiting", "orders.csv", None)
    assert data["upload"]["fields"]["key"] == f"uploads/acme/{data['importId']}/orders.csv"
    assert data["upload"]["expiresAt"] == "2025-10-15T09:30:00.000Z"
    shown = api.get(f"/api/imports/{data['importId']}").data
    assert shown == {name: value for name, value in data.items() if name != "upload"}


def test_a_repeated_key_announces_no_second_import(api: Client) -> None:
    first = api.post("/api/imports", {"fileName": "a.csv"}, idempotency_key="k")
    again = api.post("/api/imports", {"fileName": "a.csv"}, idempotency_key="k")

    assert (again.status, again.text) == (201, first.text)
    assert api.get("/api/imports").json["meta"]["count"] == 1


def test_options_that_cannot_be_are_refused_by_name(api: Client) -> None:
    answer = api.post("/api/imports", {"filename": "a.csv", "timezone": "Mars", "statuses": {"done": "sold"}})

    assert answer.status == 400
    assert set(answer.errors) == {"filename", "fileName", "timezone", "statuses.done"}


def test_imports_are_listed_newest_first_page_by_page(api: Client) -> None:
    made = []
    for _ in range(5):
        api.now_ms += 1_000
        made.append(api.post("/api/imports", {"fileName": "a.csv"}).data["importId"])

    met = [one["importId"] for page in api.walk("/api/imports", limit=2) for one in page.data]

    assert met == made[::-1]


def test_an_import_whose_file_never_came_has_expired(api: Client) -> None:
    import_id = api.post("/api/imports", {"fileName": "a.csv"}).data["importId"]
    api.now_ms += HOUR_MS + 1

    assert api.get(f"/api/imports/{import_id}").data["state"] == "expired"


def test_the_refused_rows_are_a_link_once_there_are_any(stores: Stores, tenant: Tenant, api: Client) -> None:
    import_id = api.post("/api/imports", {"fileName": "a.csv"}).data["importId"]
    assert api.get(f"/api/imports/{import_id}/refused").json["code"] == "not_finished"
    finish(stores, tenant, import_id, {"rowsRefused": 2, "rows": 9, "orders": {}, "customers": 1})
    stores.files(tenant).put_refused(import_id, iter([b"order,reason\n"]))

    data = api.get(f"/api/imports/{import_id}/refused").data

    assert re.search(rf"refused/acme/{import_id}\.csv", data["url"])
    assert data["expiresAt"] == "2025-10-15T09:30:00.000Z"


def test_an_import_without_refused_rows_has_no_such_link(stores: Stores, tenant: Tenant, api: Client) -> None:
    import_id = api.post("/api/imports", {"fileName": "a.csv"}).data["importId"]
    finish(stores, tenant, import_id, {"rowsRefused": 0, "rows": 9, "orders": {}, "customers": 1})

    assert api.get(f"/api/imports/{import_id}/refused").status == 404


def test_only_an_import_that_failed_can_be_retried(api: Client) -> None:
    import_id = api.post("/api/imports", {"fileName": "a.csv"}).data["importId"]

    answer = api.post(f"/api/imports/{import_id}/retry", "")

    assert (answer.status, answer.json["code"]) == (409, "not_uploaded")
    assert api.post("/api/imports/nothing/retry", "").status == 404


def test_an_import_that_runs_without_an_execution_is_shown_as_failed_alone_and_in_the_list(
    stores: Stores, tenant: Tenant, api: Client
) -> None:
    create_machine(stores)
    import_id = api.post("/api/imports", {"fileName": "a.csv"}).data["importId"]
    assert stores.imports(tenant).pin(import_id, version_id="v", size=1)
    assert stores.imports(tenant).begin(import_id, attempt=1, now_ms=api.now_ms)
    assert api.get(f"/api/imports/{import_id}").data["state"] == "running"
    api.now_ms += HOUR_MS

    shown = api.get(f"/api/imports/{import_id}").data

    assert (shown["state"], shown["error"]) == ("failed", BROKE_OFF)
    assert api.get("/api/imports").json["data"][0]["state"] == "failed"
    assert api.post(f"/api/imports/{import_id}/retry", "").status == 202


def test_imports_of_other_tenants_and_of_nobody_are_not_found(
    stores: Stores, application: Application, api: Client
) -> None:
    make_tenant(stores, "other")
    import_id = api.post("/api/imports", {"fileName": "a.csv"}).data["importId"]

    for path in (f"/api/imports/{import_id}", f"/api/imports/{import_id}/refused"):
        assert Client(application, "other").get(path).status == 404
    assert Client(application, "acme", role="viewer").post("/api/imports", {"fileName": "a.csv"}).status == 403


def test_a_page_of_imports_ends_before_lambda_would_refuse_it(stores: Stores, tenant: Tenant, api: Client) -> None:
    result = {"refusals": [{"line": 1, "column": None, "reason": "\N{FOX FACE}" * 30_000}]}
    made = [api.post("/api/imports", {"fileName": "a.csv"}).data["importId"] for _ in range(25)]
    for import_id in made:
        finish(stores, tenant, import_id, result)

    first = api.get("/api/imports", limit=1000)
    second = api.get("/api/imports", limit=1000, cursor=first.json["meta"]["nextCursor"])

    assert {one["importId"] for page in (first, second) for one in page.data} == set(made)
    assert len(first.data) + len(second.data) == 25
    assert second.json["meta"]["nextCursor"] is None
    # https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    assert len(json.dumps({"body": first.text})) < 6 * 1024 * 1024


def finish(stores: Stores, tenant: Tenant, import_id: str, result: dict[str, Any]) -> None:
    imports = stores.imports(tenant)
    assert imports.begin(import_id, attempt=1, now_ms=NOW_MS)
    assert imports.finish(import_id, 1, finished_ms=NOW_MS, error=None, refused=False, result=result)
