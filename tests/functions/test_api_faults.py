"""What goes wrong on our side: no stack trace, no value in a log, and an answer before the gateway's patience ends."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from regulars.config import Names
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.handlers import load_handler


def test_a_fault_of_ours_shows_no_stack_trace_and_logs_no_value(
    api: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from regulars.http.customers import routes as customers_module

    def fail(*args: Any, **options: Any) -> None:
        raise KeyError("ann@example.com")

    monkeypatch.setattr(customers_module, "read_one", fail)
    answer = api.get("/api/customers/ann")

    assert answer.status == 500
    assert answer.json["detail"] == "It is logged under the request id."
    (fault,) = (record for record in caplog.records if record.name == "regulars")
    assert fault.error == "KeyError"  # type: ignore[attr-defined]
    assert "example.com" not in answer.text + str(vars(fault))


def test_a_throttled_store_is_busy_not_broken(api: Client, stores: Stores) -> None:
    def throttle(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow down"}}, "Query")

    stores.dynamodb.meta.events.register("before-call.dynamodb.Query", throttle)

    answer = api.get("/api/customers/ann")

    assert (answer.status, answer.headers["Retry-After"]) == (503, "2")


@pytest.mark.parametrize(
    "fault",
    [
        ReadTimeoutError(endpoint_url="https://store"),
        ConnectTimeoutError(endpoint_url="https://store"),
        EndpointConnectionError(endpoint_url="https://store"),
        ConnectionClosedError(endpoint_url="https://store"),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_a_store_that_does_not_answer_is_busy_too(api: Client, stores: Stores, fault: Exception) -> None:
    def fail(**_: Any) -> None:
        raise fault

    stores.dynamodb.meta.events.register("before-call.dynamodb.Query", fail)

    assert api.get("/api/customers/ann").status == 503


def test_one_request_to_a_store_that_never_answers_ends_before_the_gateway_does(
    aws: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Stores] = []
    handler = load_handler("api")
    monkeypatch.setattr(handler, "Application", opened.append)
    handler.application()

    for client in (opened[0].dynamodb, opened[0].stepfunctions):
        config = client.meta.config
        attempts: int = config.retries["total_max_attempts"]
        # Before retry n at most 2 ** (n - 1) seconds:
        # https://boto3.amazonaws.com/v1/documentation/api/latest/guide/retries.html
        pauses = sum(2**retry for retry in range(attempts - 1))
        assert attempts * (config.connect_timeout + config.read_timeout) + pauses < 29
