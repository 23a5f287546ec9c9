"""The canary measures how long an order takes, and is silent where it is lost: the silence is what the alarm hears."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import pytest
from regulars.errors import ProbeLost
from regulars.stores.opened import Stores
from regulars.telemetry import metrics

from testing.handlers import load_handler


@pytest.fixture
def function(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """With a bucket of failures in which two batches lie."""
    stores.s3.create_bucket(Bucket="failures")
    for name in ("a", "b"):
        stores.s3.put_object(Bucket="failures", Key=name, Body=b"{}")
    monkeypatch.setenv("FAILURES_BUCKET", "failures")
    # What other tests of this process have counted and not flushed is not the canary's.
    metrics().clear_metrics()
    return load_handler("canary")


def measured(printed: str) -> dict[str, Any]:
    """The metrics among the printed lines."""
    lines = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    return {
        metric["Name"]: line[metric["Name"]]
        for line in lines
        if "_aws" in line
        for group in line["_aws"]["CloudWatchMetrics"]
        for metric in group["Metrics"]
    }


def test_it_says_how_long_an_order_took_and_how_many_batches_failed(
    function: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(function, "probe_streams", lambda stores, *, longest_s: 0.25)

    answer = function.lambda_handler({}, None)

    assert answer == {"orderToFactsSeconds": 0.25, "failedBatches": 2}
    assert measured(capsys.readouterr().out) == {"orderToFactsSeconds": [0.25], "failedBatches": [2.0]}


def test_an_order_that_is_lost_is_measured_by_nothing_and_fails_the_call(
    function: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lost(stores: Stores, *, longest_s: float) -> float:
        assert longest_s < 60  # the function's own time
        raise ProbeLost("lost")

    monkeypatch.setattr(function, "probe_streams", lost)

    with pytest.raises(ProbeLost):
        function.lambda_handler({}, None)
    assert measured(capsys.readouterr().out) == {"failedBatches": [2.0]}
