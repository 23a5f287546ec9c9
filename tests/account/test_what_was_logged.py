"""After everything else (pytest goes by name): no function and no machine was kept from anything by its role."""

from __future__ import annotations

from typing import Any

from testing.deployed.resources import of_type
from testing.deployed.stack import Stack

DENIED = ("AccessDenied", "not authorized to perform", "is not authorized")


def test_nobody_was_denied_anything(stack: Stack) -> None:
    groups = of_type(stack, "AWS::Logs::LogGroup").values()
    logged = {group: events(stack, group) for group in groups}
    assert sum(map(bool, logged.values())) >= 8, "most functions have run, and logged"

    denied = [
        event["message"]
        for found in logged.values()
        for event in found
        if any(one in event["message"] for one in DENIED)
    ]

    assert denied == []


def events(stack: Stack, group: str) -> list[Any]:
    pages = stack.client("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
    return [event for page in pages for event in page["events"]]
