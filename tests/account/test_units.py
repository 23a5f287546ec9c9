"""The write units that DynamoDB measures are those that `make bench costs` counts, within a tenth."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from regulars.facts.order import Lane

from benchmarks.memory_tables import MemoryTables
from benchmarks.write_units import replay_live
from testing.builders import a_line, an_order
from testing.deployed.shop import eventually, listed, order, post
from testing.deployed.stack import Stack

ORDERS = 400
TABLES = {"ledger": "LedgerTable", "registry": "RegistryTable", "facts": "FactsTable"}


@pytest.mark.account("MiniStack measures no consumed units")
def test_live_orders_cost_what_is_counted(stack: Stack) -> None:
    stack.operator("tenant", "create", "costs")
    begun = datetime.now(UTC)
    for number in range(ORDERS):
        assert post(stack, "costs", order(f"o{number}", f"c{number}")).status == 200
    assert eventually(lambda: len(listed(stack, "costs")) == ORDERS, 120)

    counted = counted_units()
    # the rest of the stack writes little meanwhile: the canary's one order every few minutes
    assert eventually(lambda: all(measured(stack, name, begun) >= counted[name] * 0.9 for name in TABLES), 600)

    for name in TABLES:
        assert measured(stack, name, begun) == pytest.approx(counted[name], rel=0.1), name


def counted_units() -> dict[str, float]:
    """The same orders, accepted and projected one by one in memory."""
    tables, now_ms = MemoryTables(), time.time_ns() // 1_000_000
    orders = [
        an_order(
            f"o{number}",
            f"c{number}",
            lines=(a_line(),),
            ordered_at_ms=now_ms - 86_400_000,
            arrived_ms=now_ms,
            written_ms=now_ms,
            lane=Lane.LIVE,
        )
        for number in range(ORDERS)
    ]
    replay_live(orders, tables)
    return {name: sum(float(one.units) for one in tables.writes if one.table == name) for name in TABLES}


def measured(stack: Stack, name: str, begun: datetime) -> float:
    """What the table and its indexes have consumed since."""
    answer = stack.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/DynamoDB",
        MetricName="ConsumedWriteCapacityUnits",
        Dimensions=[{"Name": "TableName", "Value": stack.outputs[TABLES[name]]}],
        StartTime=begun,
        EndTime=datetime.now(UTC),
        Period=60,
        Statistics=["Sum"],
    )
    return float(sum(point["Sum"] for point in answer["Datapoints"]))
