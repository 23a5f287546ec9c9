"""A night that finds no execution free waits, and ends well."""

from __future__ import annotations

import threading
import time

import pytest

from testing.deployed.resources import function
from testing.deployed.shop import RECALCULATE, ended, eventually, listed, order, post
from testing.deployed.stack import Stack

THROTTLED_S = 10
"""Longer than the first three of its tries (2, 4, 8 s at most) may take together."""


def test_a_night_whose_function_is_throttled_at_first_ends_well(stack: Stack) -> None:
    stack.operator("tenant", "create", "throttled", "--shards", "2")
    post(stack, "throttled", *(order(f"t{number}", f"c{number}") for number in range(6)))
    assert eventually(lambda: len(listed(stack, "throttled")) == 6)
    lambda_, name = stack.client("lambda"), function(stack, "Recalculate")
    lambda_.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    release = threading.Timer(THROTTLED_S, lambda: lambda_.delete_function_concurrency(FunctionName=name))
    release.start()
    try:
        begun = time.monotonic()
        started = stack.call("POST", RECALCULATE, token=stack.token("throttled"))
        night = ended(stack, "throttled", started.json()["data"]["jobId"], 300)
    finally:
        release.join()

    assert (night["state"], night["processed"], night["errors"]) == ("done", 6, 0), night
    assert time.monotonic() - begun > THROTTLED_S


@pytest.mark.account("MiniStack measures no throttles of a function")
def test_the_throttling_was_there_and_was_measured(stack: Stack) -> None:
    asked = {
        "Namespace": "AWS/Lambda",
        "MetricName": "Throttles",
        "Dimensions": [{"Name": "FunctionName", "Value": function(stack, "Recalculate")}],
        "Period": 3600,
        "Statistics": ["Sum"],
    }

    def throttled() -> float:
        now = time.time()
        points = stack.client("cloudwatch").get_metric_statistics(**asked, StartTime=now - 7200, EndTime=now)
        return float(sum(point["Sum"] for point in points["Datapoints"]))

    assert eventually(lambda: throttled() > 0, 300)
