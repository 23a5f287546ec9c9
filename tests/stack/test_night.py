"""The night on the real stack: asked for by an admin, and by the schedule, with every function under its own role."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import Any

import pytest
from regulars.facts.tenant import TenantStatus
from regulars.stores import keys
from regulars.stores.dynamo.calls import pack
from regulars.stores.tenant.tenants import Directory

from testing.deployed.shop import RECALCULATE, ended, eventually, listed, order, post, recalculated
from testing.deployed.stack import Stack


def filled(stack: Stack, tenant: str) -> str:
    """A tenant in two shards with six customers, whose facts show their orders."""
    stack.operator("tenant", "create", tenant, "--shards", "2")
    customers = [f"c{number}" for number in range(6)]
    post(stack, tenant, *(order(f"{tenant}-{customer}", customer) for customer in customers))
    assert eventually(lambda: set(listed(stack, tenant)) == set(customers))
    return tenant


@pytest.fixture(scope="module")
def tenant(stack: Stack) -> str:
    return filled(stack, "nights")


@pytest.fixture(scope="module")
def damaged(stack: Stack) -> str:
    return filled(stack, "damaged")


@pytest.fixture
def others_asleep(stack: Stack, tenant: str, damaged: str) -> Iterator[list[str]]:
    """All tenants but these two are suspended, whoever made them: nights of shops of other tests would take minutes."""
    directory = Directory(stack.client("dynamodb"), stack.outputs["TenantsTable"])
    stack.operator("tenant", "create", "asleep")
    asleep = {one.id: one.status for one in directory.all() if one.id not in (tenant, damaged)}
    for name in asleep:
        directory.set_status(name, TenantStatus.SUSPENDED)
    yield list(asleep)
    for name, status in asleep.items():
        directory.set_status(name, status)


@pytest.fixture
def fired(stack: Stack, others_asleep: list[str]) -> Iterator[None]:
    """The deployed schedule's target, invoked by the scheduler itself: once, now, instead of at two in the morning."""
    scheduler, group = stack.client("scheduler"), {"GroupName": stack.at.stack}
    machine = stack.outputs["ScheduleMachineArn"]
    schedules = [
        scheduler.get_schedule(Name=one["Name"], **group) for one in scheduler.list_schedules(**group)["Schedules"]
    ]
    [schedule] = [one for one in schedules if one["Target"]["Arn"] == machine]
    assert schedule["State"] == "ENABLED"
    # AWS takes no instant that is over
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=60 if stack.at.is_account else 0)
    scheduler.create_schedule(
        Name="now",
        **group,
        ScheduleExpression=f"at({soon:%Y-%m-%dT%H:%M:%S})",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target=schedule["Target"],
    )
    yield
    scheduler.delete_schedule(Name="now", **group)


def stored(stack: Stack, tenant: str, *tables: str) -> list[Any]:
    """Every item of the tenant in these tables."""
    dynamodb = stack.client("dynamodb")
    items = [item for table in tables for item in dynamodb.scan(TableName=stack.outputs[table])["Items"]]
    return sorted((item for item in items if item["pk"]["S"].startswith(f"{tenant}#")), key=str)


def test_a_recalculation_leaves_a_summary_and_a_second_one_writes_nothing(stack: Stack, tenant: str) -> None:
    token = stack.token(tenant)

    done = recalculated(stack, tenant)
    before = stored(stack, tenant, "FactsTable", "EvaluationsTable")
    second = recalculated(stack, tenant)

    assert (done["state"], done["error"]) == ("done", None)
    assert (done["processed"], done["updated"], done["errors"], done["drift"], done["lagging"]) == (6, 6, 0, 0, 0)
    assert [shard["shard"] for shard in done["shards"]] == [0, 1]
    assert (second["state"], second["written"]) == ("done", 0)
    assert stored(stack, tenant, "FactsTable", "EvaluationsTable") == before
    summary = stack.call("GET", "/api/customers/summary", token=token).json()["data"]
    [recorded] = [day for day in summary["history"] if day["recalculation"]]
    assert recorded["customers"] == 6
    assert recorded["asOf"] >= second["asOf"]
    assert recorded["segments"] == summary["segments"]


def test_a_row_that_was_damaged_is_found_and_repaired(stack: Stack, damaged: str) -> None:
    tenant = damaged
    before = listed(stack, tenant)
    [row, *_] = stored(stack, tenant, "FactsTable")
    age_the_orders_of(stack, tenant)

    # The deployed schedule may be at this tenant in the same second, and find it first: then once more.
    for _ in range(2):
        key = {"pk": row["pk"], "sk": row["sk"]}
        stack.client("dynamodb").delete_item(TableName=stack.outputs["FactsTable"], Key=key)
        shown = stack.operator("recalculate", "--tenant", tenant)
        if "1 drifted" in shown:
            break

    assert "1 drifted" in shown
    assert listed(stack, tenant) == before


def age_the_orders_of(stack: Stack, tenant: str) -> None:
    """Makes them older than any projection that may be on its way; in the lane that nobody dispatches."""
    dynamodb, table = stack.client("dynamodb"), stack.outputs["LedgerTable"]
    for item in stored(stack, tenant, "LedgerTable"):
        written = int(item["written"]["N"]) - 13 * 3_600_000
        dynamodb.put_item(TableName=table, Item={**item, "written": {"N": str(written)}, "lane": {"S": "import"}})


def test_only_an_admin_may_ask(stack: Stack, tenant: str) -> None:
    assert stack.call("POST", RECALCULATE, token=stack.token(tenant, "editor")).status == 403
    assert stack.call("POST", RECALCULATE).status == 401


def test_tenants_that_share_an_execution_are_done_though_one_of_them_fails(stack: Stack, tenant: str) -> None:
    """`nobody` is no tenant: its night breaks off, and cannot even be ended."""
    machines, job_id = stack.client("stepfunctions"), "night-shared"
    key = keys.tenant_item(tenant, keys.job_sort("recalculation", job_id))
    job: dict[str, Any] = {**key, "created": 1, "state": "waiting"}
    more: dict[str, Any] = {"attempt": 0, "asked": '{"manual": false}', "shared": job_id}
    stack.client("dynamodb").put_item(TableName=stack.outputs["TenantsTable"], Item=pack({**job, **more}))

    begun = machines.start_execution(
        stateMachineArn=stack.outputs["NightsMachineArn"],
        name=job_id,
        input=json.dumps({"tenants": [tenant, "nobody"], "job": job_id}),
    )

    night = ended(stack, tenant, job_id)
    assert (night["state"], night["processed"], night["errors"]) == ("done", 6, 0), night

    def described() -> Any:
        return machines.describe_execution(executionArn=begun["executionArn"])

    assert eventually(lambda: described()["status"] == "FAILED", 90), described()
    assert described()["error"] == "RecalculationFailed"


@pytest.mark.usefixtures("fired")
def test_the_schedule_recalculates_every_tenant_that_is_not_suspended(
    stack: Stack, tenant: str, damaged: str, others_asleep: list[str]
) -> None:
    job_id = f"night-{datetime.datetime.now(datetime.UTC):%Y%m%d}"

    nights = [ended(stack, awake, job_id, 180) for awake in (tenant, damaged)]

    for night in nights:
        assert (night["state"], night["manual"], night["processed"]) == ("done", False, 6), night
    machines = stack.client("stepfunctions")
    runs = machines.list_executions(stateMachineArn=stack.outputs["ScheduleMachineArn"])["executions"]
    assert [run["status"] for run in runs] == ["SUCCEEDED"]
    assert "asleep" in others_asleep
    key = keys.tenant_item("asleep", keys.job_sort("recalculation", job_id))
    assert "Item" not in stack.client("dynamodb").get_item(TableName=stack.outputs["TenantsTable"], Key=pack(key))
