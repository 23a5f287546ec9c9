"""The automation of examples/, deployed as its page says: a rule on the bus, a queue, a small consumer."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from regulars.cli.connection import STACK_VARIABLE

from testing.deployed.connections import Emulated
from testing.deployed.shop import eventually, order, post
from testing.deployed.stack import Stack

FOLDER = Path(__file__).parents[2] / "examples" / "automation"
TENANT = "automated"


@pytest.fixture(scope="module")
def queue_url(stack: Stack) -> Iterator[str]:
    """The automation's own stack, beside that of Regulars."""
    stack.operator("tenant", "create", TENANT)
    cloudformation, name = stack.client("cloudformation"), f"{stack.at.stack}-automation"
    cloudformation.create_stack(
        StackName=name,
        TemplateBody=(FOLDER / "template.json").read_text(),
        Parameters=[
            {"ParameterKey": "Bus", "ParameterValue": stack.outputs["EventBus"]},
            {"ParameterKey": "Tenant", "ParameterValue": TENANT},
        ],
        Tags=[{"Key": key, "Value": value} for key, value in stack.at.tags.items()],
    )
    cloudformation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 2})
    [made] = cloudformation.describe_stacks(StackName=name)["Stacks"]
    yield made["Outputs"][0]["OutputValue"]
    cloudformation.delete_stack(StackName=name)
    cloudformation.get_waiter("stack_delete_complete").wait(StackName=name, WaiterConfig={"Delay": 2})


@pytest.fixture
def said(stack: Stack, queue_url: str) -> Iterator[list[str]]:
    """The lines of the consumer while it runs."""
    command: list[Any] = [sys.executable, str(FOLDER / "consumer.py"), queue_url]
    inherited = {name: value for name, value in os.environ.items() if name != STACK_VARIABLE}
    environment = stack.place.client_environment() if isinstance(stack.at, Emulated) else inherited
    lines: list[str] = []
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as consumer:
        assert consumer.stdout is not None
        reader = threading.Thread(target=lambda out=consumer.stdout: lines.extend(out), daemon=True)
        reader.start()
        yield lines
        consumer.terminate()
        reader.join()


def test_who_becomes_vip_is_greeted_once_and_nobody_else(stack: Stack, said: list[str]) -> None:
    token = stack.token(TENANT)
    answer = stack.call("GET", "/api/settings", token=token)
    named = stack.call(
        "PUT",
        "/api/settings",
        token=token,
        body={"eventsNameCustomers": True},
        headers={"if-match": answer.headers["etag"]},
    )
    assert named.status == 200, named.body

    assert post(stack, TENANT, order("a1", "bob"), order("a2", "ann", "5000.00")).status == 200
    assert eventually(lambda: said)
    assert post(stack, TENANT, order("a3", "ann", "9000.00"), order("a4", "cid", "5000.00")).status == 200
    assert eventually(lambda: len(said) == 2)

    assert said == ["Welcome among the VIPs: ann\n", "Welcome among the VIPs: cid\n"]
