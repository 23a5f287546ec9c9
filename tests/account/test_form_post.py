"""The form of an upload, posted to where it says."""

from __future__ import annotations

import json
import secrets
from typing import Any

import pytest

from testing.deployed.shop import eventually, listed, order
from testing.deployed.stack import Answer, Stack


@pytest.fixture(scope="module")
def announced(stack: Stack) -> dict[str, Any]:
    stack.operator("tenant", "create", "forms")
    answer = stack.call("POST", "/api/imports", token=stack.token("forms"), body={"fileName": "orders.jsonl"})
    assert answer.status == 201, answer.body
    data: dict[str, Any] = answer.json()["data"]
    return data


def post_form(stack: Stack, upload: dict[str, Any], content: bytes) -> Answer:
    """A form of several parts, its file last, as a browser sends it."""
    boundary = secrets.token_hex(16)
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in upload["fields"].items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="orders.jsonl"\r\n\r\n'.encode()
    body = b"".join([*parts, head, content, f"\r\n--{boundary}--\r\n".encode()])
    return stack.send("POST", upload["url"], body, {"content-type": f"multipart/form-data; boundary={boundary}"})


@pytest.mark.account("MiniStack has one address for all regions")
def test_the_form_names_the_buckets_region_where_that_is_not_the_first_one(
    stack: Stack, announced: dict[str, Any]
) -> None:
    region = stack.client("s3").meta.region_name
    if region == "us-east-1":
        pytest.skip("runs in every region but us-east-1: set AWS_REGION")

    assert f".s3.{region}.amazonaws.com" in announced["upload"]["url"]


def test_the_form_is_taken_without_a_redirection_and_its_orders_go_in(stack: Stack, announced: dict[str, Any]) -> None:
    content = "".join(json.dumps(order(f"f{number}", f"c{number}")) + "\n" for number in range(3)).encode()

    answer = post_form(stack, announced["upload"], content)

    assert answer.status in (201, 204), (answer.status, answer.body)
    assert eventually(lambda: set(listed(stack, "forms")) == {"c0", "c1", "c2"}, 120)
