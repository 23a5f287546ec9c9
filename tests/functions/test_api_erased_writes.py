"""What each call that writes about a customer answers for somebody who is being erased, or was.

A table of all of them. They are asked while everything is there still beside a tombstone, after the first sweep, and
when it is done. A new call that writes stands in one of the two tables, or the first test fails.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
from regulars.evaluating.job import EVALUATION
from regulars.facts.tenant import Tenant
from regulars.http.all_endpoints import ENDPOINTS
from regulars.http.door.endpoint import Endpoint
from regulars.stores.opened import Stores

from openapi.__main__ import PATH
from testing.api.client import Answered, Client
from testing.api.orders import an_order
from testing.machines.erasures import ErasureMachine

REFUSED = "409 customer_erased"
GONE, EMAIL = "ann", "ann@example.com"
SEGMENTS, POINTS = "/api/customers/segments", "/api/customers/loyalty-points"
ERASURES = "/api/customers/privacy/erasures"


class Row(NamedTuple):
    """`says` is what it answers: a status with a code, or with what became of the one thing that it names; `done`,
    where it answers something else once the erasure is over. `{note}` and the like are ids of what there was."""

    says: str
    method: str
    path: str
    body: Any = None
    query: Mapping[str, str] = {}
    done: str | None = None


def named(path: str, /, **body: Any) -> tuple[str, dict[str, Any]]:
    return f"/api/customers/{path}", {"customerId": GONE, **body}


def listed(name: str, /, **body: Any) -> tuple[str, dict[str, Any]]:
    return f"/api/customers/{name}", {name: [{"customerId": GONE, **body}]}


NOTE = {"title": "t", "content": "c"}
VISIT = {"interactionType": "visit"}
SENT = {"channel": "email", "status": "sent"}
STREET = {"type": "billing", "line1": "1 High St", "city": "Graz", "country": "AT"}
EVENT = {"type": "track", "userId": GONE, "timestamp": "2025-10-20T10:00:00Z"}
PLACED = {**EVENT, "event": "Order Completed", "properties": {"order_id": "o1", "total": 5}}
REFUNDED = {**EVENT, "event": "Order Refunded", "messageId": "m", "properties": {"order_id": "o1"}}
OPENED = {"externalId": "m-1", "status": "opened", "at": "2025-10-15T08:30:00Z", "messageId": "e"}
CLUB = {"customerId": GONE, "loyaltyProgramId": "{program}", "points": 5}
PIN = {"segmentId": "{segment}", "customerId": GONE}

TABLE = (
    Row("200 erased", "POST", "/api/orders", {"orders": [an_order("o1", customerId=GONE)]}),
    Row("200 erased", "POST", "/api/orders", {"orders": [an_order("o2", customerId=GONE)]}),
    Row("200 erased", "POST", "/api/orders", {"orders": [an_order("o3", customerId=None, customer={"email": EMAIL})]}),
    Row("200 erased", "POST", "/api/orders/events", PLACED),
    Row("200 erased", "POST", "/api/orders/events", REFUNDED),
    Row(REFUSED, "DELETE", "/api/orders/o1"),
    Row(REFUSED, "POST", *named("notes", **NOTE)),
    Row(REFUSED, "PUT", *named("notes", id="{note}", title="new")),
    Row(REFUSED, "DELETE", "/api/customers/notes", query={"customerId": GONE, "id": "{note}"}),
    Row(REFUSED, "POST", *named("tags", name="wholesale")),
    Row("200 refused", "POST", *listed("tags", name="wholesale")),
    Row(REFUSED, "DELETE", "/api/customers/tags", query={"customerId": GONE, "name": "vip"}),
    Row(REFUSED, "POST", *named("addresses", **STREET)),
    Row(REFUSED, "PUT", *named("addresses", id="{address}", city="Linz")),
    Row(REFUSED, "DELETE", "/api/customers/addresses", query={"customerId": GONE, "id": "{address}"}),
    Row(REFUSED, "PUT", *named("preferences", emailOptIn=True)),
    Row(REFUSED, "POST", *named("interactions", **VISIT)),
    Row(REFUSED, "POST", *named("interactions", **VISIT, externalId="v-1")),
    Row("200 refused", "POST", *listed("interactions", **VISIT)),
    Row(REFUSED, "PUT", *named("interactions", id="{interaction}", text="new")),
    Row(REFUSED, "DELETE", "/api/customers/interactions", query={"customerId": GONE, "id": "{interaction}"}),
    Row(REFUSED, "POST", *named("communications", **SENT)),
    Row(REFUSED, "POST", *named("communications", **SENT, externalId="m-1")),
    Row("200 refused", "POST", *listed("communications", **SENT)),
    Row(REFUSED, "PUT", *named("communications", id="{communication}", status="opened")),
    Row("200 unknown", "POST", "/api/customers/communications/events", OPENED),
    Row("200 unknown", "POST", "/api/customers/communications/events", {"events": [OPENED]}),
    Row(REFUSED, "POST", *named("signals", name="left", value=50, weight=5)),
    Row(REFUSED, "DELETE", "/api/customers/signals", query={"customerId": GONE, "name": "complaint"}),
    Row(REFUSED, "POST", *named("privacy/consents", channel="sms", action="granted", source="s")),
    Row(REFUSED, "POST", *named("profiles", firstName="A")),
    Row(REFUSED, "PUT", *named("profiles", firstName="A")),
    Row(REFUSED, "POST", "/api/customers/profiles/merge", {"from": GONE, "into": "bob"}),
    Row(REFUSED, "POST", "/api/customers/profiles/merge", {"from": "bob", "into": GONE}),
    Row(REFUSED, "POST", "/api/customers/profiles/unmerge", {"customerId": "annie"}),
    Row(REFUSED, "POST", POINTS, {"action": "add", **CLUB}),
    Row(REFUSED, "POST", POINTS, {"action": "redeem", **CLUB}),
    Row(REFUSED, "POST", SEGMENTS, {"action": "add_member", **PIN}),
    Row(REFUSED, "POST", SEGMENTS, {"action": "exclude", **PIN}),
    Row(REFUSED, "POST", SEGMENTS, {"action": "remove_member", **PIN}),
    Row("404", "POST", "/api/customers/privacy/exports", {"customerId": GONE}),
    # The erasure that is under way.
    Row("202", "POST", ERASURES, {"customerId": GONE}, done=REFUSED),
    Row("202", "POST", ERASURES, {"customerId": "annie"}, done=REFUSED),
)  # fmt: skip

# Calls that write, and name no customer, nor anything below one.
OF_NOBODY = {
    "POST /api/imports": "names a file, whose orders are `erased` as others: tests/flows/erasure/test_erased_orders.py",
    "POST /api/imports/<import_id>/retry": "the same",
    "POST /api/customers/exports": "of everybody who is listed, and who was erased is not",
    "PUT /api/customers/tags": "the colour of a tag, whoever has it",
    "POST /api/customers/loyalty-programs": "a program",
    "PUT /api/customers/loyalty-programs": "a program",
    "POST /api/customers/privacy/erasures/<job_id>/cancel": "an erasure, by its id",
    "POST /api/customers/privacy/erasures/<job_id>/release": "the same",
    "POST /api/webhooks": "a webhook",
    "PUT /api/webhooks/<webhook_id>": "a webhook",
    "DELETE /api/webhooks/<webhook_id>": "a webhook",
    "POST /api/webhooks/<webhook_id>/rotate": "a webhook",
    "POST /api/webhooks/<webhook_id>/replay": "sends what is stored of deliveries, and theirs are erased",
    "POST /api/webhooks/<webhook_id>/test": "a webhook",
    "PUT /api/settings": "the tenant",
    "POST /product-affinity/recalculate": "everybody",
}


def template_of(row: Row) -> str:
    """The endpoint's name as it is declared."""
    for endpoint in ENDPOINTS:
        if endpoint.method == row.method and re.fullmatch(re.sub(r"<\w+>", "[^/]+", endpoint.path), row.path):
            return f"{endpoint.method} {endpoint.path}"
    raise AssertionError(f"there is no {row.method} {row.path}")


def test_every_call_that_writes_stands_in_the_table_or_is_of_nobody() -> None:
    writing = {f"{one.method} {one.path}" for one in ENDPOINTS if one.writes and one.role is not None}
    in_table = {template_of(row) for row in TABLE}

    assert in_table | OF_NOBODY.keys() == writing
    assert in_table & OF_NOBODY.keys() == set()


def test_the_description_says_of_each_that_refuses_that_it_does() -> None:
    paths = json.loads(PATH.read_text("utf-8"))["paths"]
    said = {
        f"{method.upper()} {re.sub(r'{(.*?)}', '<>', path)}"
        for path, methods in paths.items()
        for method, described in methods.items()
        if "customer_erased" in described["description"]
    }

    assert said == {re.sub(r"<\w+>", "<>", template_of(row)) for row in TABLE if REFUSED in (row.says, row.done)}


@pytest.fixture
def shop(api: Client, stores: Stores, tenant: Tenant) -> dict[str, str]:
    """Somebody with two ids and one thing of each kind, and somebody else; the ids of these things."""
    orders = [an_order("o1", customerId=GONE, customer={"email": EMAIL}), an_order("o9", customerId="bob"),
              an_order("o8", customerId="annie")]  # fmt: skip
    assert api.post("/api/orders", {"orders": orders}).json["meta"]["created"] == 3

    def made(path: str, body: Mapping[str, Any], status: int = 201) -> Any:
        answer = api.post(path, body)
        assert answer.status == status, answer.text
        return answer.json["data"]

    program = made("/api/customers/loyalty-programs", {"name": "Club", "type": "points", "pointsPerUnit": 1})["id"]
    segment = made(SEGMENTS, {"action": "create", "name": "Friends"})["id"]
    made(POINTS, {"customerId": GONE, "loyaltyProgramId": program, "action": "add", "points": 50})
    made(SEGMENTS, {"action": "add_member", "segmentId": segment, "customerId": GONE})
    made(*named("tags", name="vip"))
    made(*named("signals", name="complaint", value=80, weight=10))
    made(*named("profiles", firstName="Ann"))
    made("/api/customers/profiles/merge", {"from": "annie", "into": GONE}, 200)
    # No machine runs here: an erasure would wait for ever for what the program and the segment have begun.
    evaluations = EVALUATION.of(stores, tenant)
    for job in evaluations.page(9):
        assert evaluations.finish(job.job_id, finished_ms=api.now_ms, error=None)
    return {
        "program": program,
        "segment": segment,
        "note": made(*named("notes", **NOTE))["id"],
        "address": made(*named("addresses", **STREET))["id"],
        "interaction": made(*named("interactions", **VISIT, externalId="v-1"))["id"],
        "communication": made(*named("communications", **SENT, externalId="m-1"))["id"],
    }


@pytest.fixture
def run(stores: Stores, tenant: Tenant, api: Client) -> Iterator[ErasureMachine]:
    clock = [api.now_ms]

    def advance(milliseconds: int) -> None:
        clock[0] += milliseconds

    with (
        patch("regulars.stores.machines.Machine.start"),
        patch("regulars.stores.machines.Machine.is_running", return_value=True),
        patch("regulars.stores.bus.Bus.put", return_value=[]),
        patch("regulars.erasing.sweep.DUE_AHEAD_MS", 0),
    ):
        yield ErasureMachine(stores, tenant, now_ms=lambda: clock[0], advance=advance)


def test_each_answers_as_the_table_says_and_stores_nothing(
    api: Client, run: ErasureMachine, stores: Stores, shop: Mapping[str, str]
) -> None:
    assert ask(api, TABLE[6], shop) == "201", "before, they are taken"
    job_id = api.post(ERASURES, {"customerId": GONE}).json["data"]["jobId"]
    for steps in (("wait", "mark"), ("sweep",), ("settle", "sweep_again", "finish")):
        run.run(job_id, *steps)
        before, done = everything(stores), steps[-1] == "finish"
        answers = [(name_of(row), ask(api, row, shop)) for row in TABLE]
        assert answers == [(name_of(row), row.done if done and row.done else row.says) for row in TABLE]
        after = everything(stores)
        # An order that comes again leaves the hash of whom it was in the place of their id, and the day of the feed.
        assert [name for name in after if after[name] != before[name]] in ([], ["registry_table", "tenants_table"])
        fresh = [item for name, items in after.items() for item in items if item not in before[name]]
        assert [item for item in fresh if re.search(f'"({GONE}|annie|{EMAIL})"', item)] == []


def test_to_readers_they_are_unknown_from_the_first_moment_on(
    api: Client, run: ErasureMachine, shop: Mapping[str, str], tenant: Tenant
) -> None:
    paths = {"customer_id": GONE, "order_id": "o1", "venue_id": tenant.id}
    asked = [one for one in ENDPOINTS if not one.writes and one.method == "GET" and of_a_customer(one)]
    job_id = api.post(ERASURES, {"customerId": GONE}).json["data"]["jobId"]
    for steps in (("wait", "mark"), ("sweep",), ("settle", "sweep_again", "finish")):
        run.run(job_id, *steps)
        answered = {}
        for one in asked:
            query = {"customerId": GONE} if "customerId" in {param.name for param in one.params} else ""
            path = re.sub(r"<(\w+)>", lambda found: paths[found[1]], one.path)
            answered[one.path] = api.send("GET", path, query=query).status
        assert answered == dict.fromkeys(answered, 404), steps
        assert len(answered) > 20


def of_a_customer(endpoint: Endpoint) -> bool:
    """Whether it is asked of one, or of an order of theirs."""
    named = {param.name for param in endpoint.params} | set(re.findall(r"<(\w+)>", endpoint.path))
    return bool(named & {"customerId", "customer_id", "order_id"})


def name_of(row: Row) -> str:
    return f"{row.method} {row.path} {json.dumps(row.body or row.query)}"


def ask(api: Client, row: Row, ids: Mapping[str, str]) -> str:
    sent = json.dumps([row.body, dict(row.query)])
    filled = json.loads(re.sub(r'"{(\w+)}"', lambda found: json.dumps(ids[found[1]]), sent))
    return said_by(api.send(row.method, row.path, body=filled[0], query=filled[1] or ""))


def said_by(answer: Answered) -> str:
    told = answer.json
    rows = told.get("data") if isinstance(told.get("data"), list) else []
    became = [one.get("result") or one["outcome"] for one in rows]
    return " ".join(str(one) for one in (answer.status, told.get("code"), *became) if one is not None)


def everything(stores: Stores) -> dict[str, list[str]]:
    """Every item of every table."""
    found = {}
    for name in (one for one in stores.names.__dataclass_fields__ if one.endswith("_table")):
        items = stores.dynamodb.scan(TableName=getattr(stores.names, name))["Items"]
        found[name] = sorted(json.dumps(item, sort_keys=True, default=str) for item in items)
    return found
