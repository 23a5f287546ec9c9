"""Streams as only DynamoDB has them: several readers of a shard, retries, batches cut in half, what fails kept."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from testing.deployed.resources import function, stream_reader
from testing.deployed.shop import eventually, listed, order, post
from testing.deployed.stack import Stack

TENANT = "streams"
CUSTOMERS = 300


@pytest.fixture(scope="module")
def tenant(stack: Stack) -> str:
    stack.operator("tenant", "create", TENANT, "--shards", "4")
    return TENANT


@pytest.fixture
def impatient(stack: Stack) -> Iterator[None]:
    """The ledger's reader gives up after two tries instead of twenty."""
    lambda_, reader = stack.client("lambda"), stream_reader(stack, "LedgerTable")

    def settled() -> bool:
        return bool(lambda_.get_event_source_mapping(UUID=reader)["State"] == "Enabled")

    lambda_.update_event_source_mapping(UUID=reader, MaximumRetryAttempts=2)
    assert eventually(settled, 300)
    yield
    lambda_.update_event_source_mapping(UUID=reader, MaximumRetryAttempts=20)
    assert eventually(settled, 300)


def test_each_customers_last_order_counts_though_all_of_them_write_at_once(stack: Stack, tenant: str) -> None:
    """Three orders each, in three calls that follow each other, of many customers beside each other."""

    def write(first: int) -> None:
        names = [f"c{number}" for number in range(first, first + 50)]
        for turn in range(3):
            answer = post(stack, tenant, *(order(f"{name}-{turn}", name) for name in names))
            assert answer.status == 200, answer.body

    stack.token(tenant)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(0, CUSTOMERS, 50)))

    def complete() -> bool:
        spent = [row["metrics"]["totalSpend"] for row in listed(stack, tenant).values()]
        return spent == ["60.00"] * CUSTOMERS

    assert eventually(complete, 240)


@pytest.mark.account("MiniStack has one shard, and one reader of it")
def test_a_shard_was_read_by_several_at_once(stack: Stack, tenant: str) -> None:
    asked = {
        "Namespace": "AWS/Lambda",
        "MetricName": "ConcurrentExecutions",
        "Dimensions": [{"Name": "FunctionName", "Value": function(stack, "DispatchChanges")}],
        "Period": 60,
        "Statistics": ["Maximum"],
    }

    def most() -> float:
        now = time.time()
        points = stack.client("cloudwatch").get_metric_statistics(**asked, StartTime=now - 3600, EndTime=now)
        return max((float(point["Maximum"]) for point in points["Datapoints"]), default=0)

    assert eventually(lambda: most() > 1, 300)


@pytest.mark.account("MiniStack tries no batch of a stream again, cuts none in half and keeps none")
@pytest.mark.usefixtures("impatient")
def test_a_record_that_nobody_can_read_lands_in_the_bucket_and_holds_up_nobody(stack: Stack, tenant: str) -> None:
    item = {"pk": {"S": "poison"}, "sk": {"S": "order#poison"}, "lane": {"S": "live"}}
    stack.client("dynamodb").put_item(TableName=stack.outputs["LedgerTable"], Item=item)
    beside = [f"beside-{number}" for number in range(50)]
    assert post(stack, tenant, *(order(name, name) for name in beside)).status == 200

    assert eventually(lambda: set(beside) <= set(listed(stack, tenant)), 300)
    [failed] = eventually(lambda: kept(stack), 300)
    assert "poison" in json.dumps(failed)
    assert "beside-" not in json.dumps(failed), "the batch was not cut down to the record"


def kept(stack: Stack) -> list[Any]:
    """What the streams' readers have given up, as Lambda writes it."""
    s3, bucket = stack.client("s3"), stack.outputs["FailuresBucket"]
    objects = s3.list_objects_v2(Bucket=bucket).get("Contents", [])
    return [json.loads(s3.get_object(Bucket=bucket, Key=one["Key"])["Body"].read()) for one in objects]
