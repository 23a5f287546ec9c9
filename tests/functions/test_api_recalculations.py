"""POST /product-affinity/recalculate: waits for a short one, tells of a long one, and starts no second."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, MINUTE_MS
from regulars.http.door.app import Application
from regulars.http.recalculations import routes as recalculations
from regulars.http.recalculations.shapes import RecalculationAnswer
from regulars.jobs.kind import STOPPED
from regulars.nightly import find
from regulars.nightly.job import RECALCULATION
from regulars.nightly.start import start_job
from regulars.projection.project import Projector
from regulars.scoring.evaluate import Terms
from regulars.scoring.settings import Settings
from regulars.stores.opened import Stores
from regulars.stores.tenant.jobs import Counts

from openapi.schemas import check
from testing.api.client import Client
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS
from testing.machines.night import create_night_machine, end, executions, run_night, running_at_once

PATH = "/product-affinity/recalculate"
# Ann's two pairs; Bob's order has not been projected yet.
COUNTED = {"processed": 2, "updated": 2, "errors": 0, "written": 1, "drift": 0, "lagging": 1}


class Waiting:
    """A clock that only goes on while somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture(autouse=True)
def waiting(monkeypatch: pytest.MonkeyPatch) -> Waiting:
    clock = Waiting()
    monkeypatch.setattr(recalculations, "time", clock)
    return clock


@pytest.fixture
def machine(stores: Stores, tenant: Tenant) -> None:
    """Executions start, and none ends."""
    create_night_machine(stores)


@pytest.fixture
def at_once(machine: None, stores: Stores) -> Iterator[None]:
    """Executions are over when they have been started."""
    with running_at_once(stores, at_ms=NOW_MS):
        yield


def order(order_id: str, *products: str, customer_id: str = "ann") -> dict[str, Any]:
    lines = [{"productId": product, "quantity": 1, "unitPrice": "5.00"} for product in products]
    ordered_at = "2025-10-14T08:30:00Z"
    return {"orderId": order_id, "customerId": customer_id, "orderedAt": ordered_at, "status": "paid", "lines": lines}


def project(stores: Stores, tenant: Tenant, customer_id: str) -> None:
    terms = Terms(Settings.defaults(tenant.exponent))
    Projector.opened(stores, tenant, terms, now_ms=NOW_MS, live=True).project(customer_id)


@pytest.mark.usefixtures("at_once")
def test_a_short_one_is_answered_when_it_is_done(stores: Stores, tenant: Tenant, api: Client) -> None:
    api.post("/api/orders", {"orders": [order("1", "tea", "jam"), order("2", "tea", customer_id="bob")]})
    project(stores, tenant, "ann")

    answer = api.post(PATH, None)

    check(RecalculationAnswer, answer.json)
    assert (answer.status, answer.json["message"]) == (200, "Affinity scores recalculation completed")
    data = answer.data
    assert re.fullmatch(r"manual-20251015t083000-[0-9a-f]{8}", data["jobId"])
    assert (data["state"], data["manual"], data["error"]) == ("done", True, None)
    assert data["asOf"] == data["finishedAt"] == data["createdAt"] == "2025-10-15T08:30:00.000Z"
    assert {name: data[name] for name in COUNTED} == COUNTED
    assert data["shards"] == [{"shard": 0, **COUNTED}]
    assert api.get(f"{PATH}/{data['jobId']}").json == answer.json


@pytest.mark.usefixtures("machine")
def test_a_long_one_is_answered_after_twenty_seconds_with_the_counts_so_far(
    stores: Stores, tenant: Tenant, api: Client, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = stores.jobs(tenant)
    sleep = waiting.sleep

    def work(seconds: float) -> None:
        """What the machine does while the caller waits."""
        if waiting.seconds == 0:
            job_id = jobs.current() or ""
            day: dict[str, Any] = {"day": "2025-10-15", "zone": "UTC", "ranking": "ranking"}
            jobs.plan(job_id, as_of_ms=NOW_MS, generation=tenant.reading, **day)
            jobs.note_shard(job_id, 0, 0, Counts(processed=7, updated=6, errors=1))
        sleep(seconds)

    monkeypatch.setattr(waiting, "sleep", work)

    answer = api.post(PATH, None)

    assert answer.status == 202
    assert waiting.seconds == 20
    data = answer.json["data"]
    assert (data["state"], data["processed"], data["updated"], data["errors"]) == ("running", 7, 6, 1)
    assert answer.json["message"] == "Affinity scores recalculation is under way"


@pytest.mark.usefixtures("machine")
def test_while_one_is_under_way_nobody_starts_or_waits_for_a_second(
    stores: Stores, tenant: Tenant, api: Client, waiting: Waiting
) -> None:
    start_job(tenant, "night-20251015", manual=False, stores=stores, now_ms=NOW_MS)

    answer = api.post(PATH, None)

    assert (answer.status, answer.json["data"]["jobId"]) == (202, "night-20251015")
    assert answer.json["data"]["shards"] == []
    assert waiting.seconds == 0
    assert executions(stores) == ["acme-night-20251015"]


@pytest.mark.usefixtures("machine")
def test_one_whose_machine_broke_down_has_failed_and_makes_room_for_the_next(
    stores: Stores, tenant: Tenant, api: Client
) -> None:
    job_id = api.post(PATH, None).json["data"]["jobId"]
    end(stores, f"acme-{job_id}")
    api.now_ms += 2 * MINUTE_MS

    broken = api.get(f"{PATH}/{job_id}").data
    following = api.post(PATH, None).json["data"]["jobId"]

    assert (broken["state"], broken["error"]) == ("failed", RECALCULATION.sentences[STOPPED])
    assert following != job_id
    assert executions(stores) == sorted([f"acme-{job_id}", f"acme-{following}"])


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    ("passed_ms", "retry_after", "said"),
    [
        (0, "600", "in 10 minutes."),
        (1, "600", "in 10 minutes."),
        (9 * MINUTE_MS - 1, "61", "in 2 minutes."),
        (9 * MINUTE_MS, "60", "in 1 minute."),
        (10 * MINUTE_MS - 1, "1", "in 1 minute."),
        # The clock of whoever ended it may be ahead.
        (-MINUTE_MS, "600", "in 10 minutes."),
    ],
)
def test_after_one_that_ended_well_the_next_has_to_wait_ten_minutes(
    stores: Stores, tenant: Tenant, api: Client, passed_ms: int, retry_after: str, said: str
) -> None:
    first = api.post(PATH, None).data["jobId"]
    api.now_ms += passed_ms

    answer = api.post(PATH, None)

    assert (answer.status, answer.headers["Retry-After"]) == (429, retry_after)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert first in answer.json["detail"]
    assert answer.json["detail"].endswith(said)
    assert stores.jobs(tenant).current() == first


@pytest.mark.usefixtures("at_once")
def test_after_ten_minutes_the_next_one_starts(stores: Stores, tenant: Tenant, api: Client) -> None:
    first = api.post(PATH, None).data["jobId"]
    api.now_ms += 10 * MINUTE_MS

    answer = api.post(PATH, None)

    assert (answer.status, answer.data["state"]) == (200, "done")
    assert answer.data["jobId"] != first


@pytest.mark.usefixtures("at_once")
def test_a_deployment_may_say_how_long_that_is(stores: Stores, tenant: Tenant, api: Client) -> None:
    stores.names = replace(stores.names, minutes_between_nights="0")

    assert [api.post(PATH, None).status for _ in range(2)] == [200, 200]


@pytest.mark.usefixtures("machine")
def test_one_that_failed_is_repeated_at_once(stores: Stores, tenant: Tenant, api: Client) -> None:
    failed = api.post(PATH, None).json["data"]["jobId"]
    stores.jobs(tenant).finish(failed, finished_ms=NOW_MS, error="Of 1 shards 1 did not end (0).")

    answer = api.post(PATH, None)

    assert answer.status == 202
    assert answer.json["data"]["jobId"] != failed


@pytest.mark.usefixtures("at_once")
def test_after_a_night_by_the_schedule_one_may_be_asked_for_at_once(
    stores: Stores, tenant: Tenant, api: Client
) -> None:
    start_job(tenant, "night-20251015", manual=False, stores=stores, now_ms=NOW_MS)
    assert find.find_job("night-20251015", tenant, stores=stores, now_ms=NOW_MS).state == "done"

    assert api.post(PATH, None).status == 200


@pytest.mark.usefixtures("at_once")
def test_the_schedule_waits_for_nobody(stores: Stores, tenant: Tenant, api: Client) -> None:
    api.post(PATH, None)

    assert start_job(tenant, "night-20251015", manual=False, stores=stores, now_ms=NOW_MS).new


@pytest.mark.usefixtures("machine")
def test_one_that_has_just_been_started_has_not_failed(stores: Stores, tenant: Tenant, api: Client) -> None:
    job_id = api.post(PATH, None).json["data"]["jobId"]

    assert api.get(f"{PATH}/{job_id}").data["state"] == "waiting"


@pytest.mark.usefixtures("at_once")
def test_a_night_can_be_looked_at_too_and_nobody_elses(
    stores: Stores, tenant: Tenant, api: Client, application: Application
) -> None:
    make_tenant(stores, "other")
    run_night(stores, tenant, "night-20251015", at_ms=NOW_MS - DAY_MS)

    assert api.get(f"{PATH}/night-20251015").data["manual"] is False
    assert Client(application, "other").get(f"{PATH}/night-20251015").status == 404
    assert api.get(f"{PATH}/none").status == 404


@pytest.mark.usefixtures("at_once")
def test_the_same_key_gives_the_first_answer_again(stores: Stores, tenant: Tenant, api: Client) -> None:
    first, again = (api.post(PATH, None, idempotency_key="k1").data["jobId"] for _ in range(2))

    assert first == again


@pytest.mark.usefixtures("machine")
def test_only_an_admin_may_ask_for_one_and_everybody_may_look(
    stores: Stores, tenant: Tenant, application: Application
) -> None:
    run_night(stores, tenant, "night-1", at_ms=NOW_MS)
    for role in ("viewer", "editor"):
        client = Client(application, "acme", role=role)
        assert client.post(PATH, None).status == 403
        assert client.get(f"{PATH}/night-1").status == 200
    assert executions(stores) == ["acme-night-1"]


@pytest.mark.usefixtures("machine")
def test_without_a_token_or_with_anothers_tenant_or_an_unknown_parameter_nothing_starts(
    stores: Stores, tenant: Tenant, api: Client
) -> None:
    assert api.send("POST", PATH, claims={}).status == 403
    assert api.send("POST", PATH, query={"tenantId": "other"}).status == 403
    assert api.send("POST", PATH, query={"wait": "1"}).errors == {
        "wait": "is not a parameter of this call; it has none"
    }
    assert api.send("DELETE", PATH).status == 405
    assert executions(stores) == []
