"""Erasures over HTTP: who may ask, what is refused, and what is left to be answered."""

from __future__ import annotations

import pytest
from regulars.facts.tenant import Tenant
from regulars.facts.time import MINUTE_MS
from regulars.http.door.app import Application
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.orders import an_order
from testing.api.projected import project
from testing.machines.erasures import ErasureMachine
from testing.machines.exports import run_exports, run_person_export

ERASURES = "/api/customers/privacy/erasures"
EXPORTS, COPIES = "/api/customers/exports", "/api/customers/privacy/exports"


@pytest.fixture(autouse=True)
def machines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Executions start and run; the steps are the test's."""
    monkeypatch.setattr("regulars.stores.machines.Machine.start", lambda *_: None)
    monkeypatch.setattr("regulars.stores.machines.Machine.is_running", lambda *_: True)
    monkeypatch.setattr("regulars.stores.bus.Bus.put", lambda self, entries: [])
    monkeypatch.setattr("regulars.erasing.sweep.DUE_AHEAD_MS", 0)


@pytest.fixture
def run(stores: Stores, tenant: Tenant, api: Client) -> ErasureMachine:
    clock = [api.now_ms]

    def advance(milliseconds: int) -> None:
        clock[0] += milliseconds

    return ErasureMachine(stores, tenant, now_ms=lambda: clock[0], advance=advance)


def ask(api: Client, **who: str) -> str:
    answer = api.post(ERASURES, who)
    assert answer.status == 202, answer.text
    job_id: str = answer.json["data"]["jobId"]
    return job_id


def test_an_erasure_is_asked_for_done_and_certified(api: Client, run: ErasureMachine, tenant: Tenant) -> None:
    api.post("/api/orders", {"orders": [an_order("o1", customerId="ann")]})
    job_id = ask(api, customerId="ann", reason="asked by letter")
    assert api.get(f"{ERASURES}/{job_id}").data["state"] == "waiting"
    run.run(job_id)

    shown = api.get(f"{ERASURES}/{job_id}").data

    assert (shown["state"], shown["reason"], shown["requestedBy"]) == ("done", "asked by letter", "user")
    assert shown["personHash"] == tenant.customer_hash("ann")
    assert shown["counts"]["order"] == 1
    assert shown["certificate"]["document"]["jobId"] == job_id
    assert {one["where"] for one in shown["remains"]} >= {"streams", "logs"}
    assert api.get(ERASURES).data == [shown]
    assert "ann" not in str(shown)
    assert api.get("/api/customers/ann").status == 404
    assert api.get("/api/customers/summary", history=2).data["erased"][0]["persons"] == 1
    assert api.post(ERASURES, {"customerId": "ann"}).json["code"] == "customer_erased"


def test_orders_of_an_erased_customer_and_of_others_are_told_apart(api: Client, run: ErasureMachine) -> None:
    api.post("/api/orders", {"orders": [an_order("o1", customerId="ann")]})
    run.run(ask(api, customerId="ann"))

    answer = api.post("/api/orders", {"orders": [an_order("o2", customerId="ann"), an_order("o3", customerId="bob")]})

    assert [one["result"] for one in answer.data] == ["erased", "created"]
    assert answer.json["meta"]["erased"] == 1


def test_somebody_comes_back_by_a_profile_with_consent_and_not_without(api: Client, run: ErasureMachine) -> None:
    api.post("/api/orders", {"orders": [an_order("o1", customerId="ann")]})
    job_id = ask(api, customerId="ann")
    profile = {"customerId": "ann", "firstName": "Ann", "consent": {"channel": "email", "source": "checkout"}}
    run.run(job_id, "wait", "mark", "sweep")
    assert api.post("/api/customers/profiles", profile).status == 409, "before it is done"
    run.run(job_id, "settle", "sweep_again", "finish")

    assert api.post("/api/customers/profiles", {"customerId": "ann", "firstName": "Ann"}).status == 409
    assert api.post("/api/customers/profiles", profile).status == 201
    assert api.get("/api/customers/preferences", customerId="ann").data["emailOptIn"] is True
    assert api.get(f"{ERASURES}/{job_id}").data["releasedAt"] is not None
    assert api.post("/api/orders", {"orders": [an_order("o1", customerId="ann")]}).data[0]["result"] == "created"


def test_what_is_asked_for_wrongly_is_refused(api: Client, application: Application) -> None:
    api.post("/api/orders", {"orders": [an_order("o1", customerId="ann")]})
    assert api.post(ERASURES, {}).status == 400
    assert api.post(ERASURES, {"customerId": "ann", "email": "a@example.com"}).status == 400
    assert api.post(ERASURES, {"customerId": "ann", "reason": "Ann asked"}).errors.keys() == {"reason"}
    assert api.post(ERASURES, {"customerId": "nobody"}).status == 404
    assert api.post(f"{ERASURES}/nothing/cancel", {}).status == 404
    editor = Client(application, "acme", role="editor")
    assert editor.post(ERASURES, {"customerId": "ann"}).status == 403


def test_one_is_cancelled_before_it_begins_and_released_once_it_is_done(api: Client, run: ErasureMachine) -> None:
    api.post("/api/orders", {"orders": [an_order("o1", customerId="ann")]})
    job_id = ask(api, customerId="ann")

    assert api.post(f"{ERASURES}/{job_id}/release", {}).json["code"] == "erasure_not_done"
    assert api.post(f"{ERASURES}/{job_id}/cancel", {}).data["state"] == "cancelled"
    later = ask(api, customerId="ann")
    run.run(later)
    assert api.post(f"{ERASURES}/{later}/cancel", {}).json["code"] == "erasure_begun"
    assert api.post(f"{ERASURES}/{later}/release", {}).data["releasedAt"] is not None


def test_files_that_it_deletes_are_no_links_any_more_and_their_jobs_say_so(
    api: Client, run: ErasureMachine, stores: Stores, tenant: Tenant
) -> None:
    """An export of everybody, one of the person, and the refused rows of an import; those of others stay."""
    names = {"customer": {"email": "ann@example.com"}}
    api.post("/api/orders", {"orders": [an_order("o1", customerId="ann", **names), an_order("o2", customerId="bob")]})
    project(stores, tenant, "ann", "bob")
    jobs: dict[str, str] = {}
    for who, body in (("everybody", {}), ("bob", {"filters": {"q": "bob"}})):
        jobs[who] = api.post(EXPORTS, {"format": "csv", **body}).json["data"]["exportId"]
        run_exports(stores, {"tenant": "acme", "job": jobs[who]}, at_ms=api.now_ms)
        api.now_ms += MINUTE_MS
    jobs["ann"] = api.post(COPIES, {"customerId": "ann"}).json["data"]["jobId"]
    run_person_export(stores, {"tenant": "acme", "job": jobs["ann"]}, at_ms=api.now_ms)
    import_id = refused_rows(stores, tenant, api, b"order,who\n1,ANN@example.com\n")
    counts = api.get(f"{COPIES}/{jobs['ann']}").data["counts"]
    assert api.get(f"{EXPORTS}/{jobs['everybody']}").data["file"]
    assert api.get(f"/api/imports/{import_id}/refused").status == 200

    run.run(ask(api, customerId="ann"))

    of_list, of_person = (api.get(path).data for path in (f"{EXPORTS}/{jobs['everybody']}", f"{COPIES}/{jobs['ann']}"))
    assert (of_list["state"], of_list["file"], of_list["fileGone"]) == ("done", None, "erased")
    assert (of_person["state"], of_person["files"], of_person["filesGone"]) == ("done", None, "erased")
    assert (of_person["customerId"], of_person["counts"]) == ("[erased]", counts)
    assert [one["customerId"] for one in api.get(COPIES).data] == ["[erased]"]
    others = api.get(f"{EXPORTS}/{jobs['bob']}").data
    assert (bool(others["file"]), others["fileGone"]) == (True, None)
    gone = api.get(f"/api/imports/{import_id}/refused")
    assert (gone.status, "refused rows are gone" in gone.json["detail"]) == (404, True)


def refused_rows(stores: Stores, tenant: Tenant, api: Client, rows: bytes) -> str:
    """The id of an import that has ended, with these refused."""
    import_id: str = api.post("/api/imports", {"fileName": "a.csv"}).data["importId"]
    imports, result = stores.imports(tenant), {"rowsRefused": 1, "rows": 1, "orders": {}, "customers": 0}
    imports.begin(import_id, attempt=1, now_ms=api.now_ms)
    assert imports.finish(import_id, 1, finished_ms=api.now_ms, error=None, refused=False, result=result)
    stores.files(tenant).put_refused(import_id, iter([rows]))
    return import_id
