"""Exports on the real stack: the machine writes the file with the rights that it declares, and the link gives it."""

from __future__ import annotations

import csv
import io
import json
import time
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from testing.deployed.shop import eventually, order, post
from testing.deployed.stack import Stack

EXPORTS = "/api/customers/exports"


@pytest.fixture(scope="module")
def tenant(stack: Stack) -> str:
    stack.operator("tenant", "create", "exporting", "--shards", "2")
    return "exporting"


def export(stack: Stack, tenant: str, **asked: Any) -> tuple[Any, str]:
    """The export when it is done, and its file."""
    begun = stack.call("POST", EXPORTS, token=stack.token(tenant), body=asked)
    assert begun.status == 202, begun
    path = f"{EXPORTS}/{begun.json()['data']['exportId']}"

    def read() -> Any:
        return stack.call("GET", path, token=stack.token(tenant)).json()["data"]

    assert eventually(lambda: read()["state"] in ("done", "failed"))
    found = read()
    assert found["error"] is None, found
    with urlopen(found["file"]["url"]) as answer:
        return found, answer.read().decode("utf-8-sig")


def test_a_list_and_a_segment_leave_as_files(stack: Stack, tenant: str) -> None:
    people = [f"c{number}" for number in range(6)]
    post(stack, tenant, *(order(f"o-{one}", one, price="60.00") for one in people))
    listed = "/api/customers?minSpend=60"
    token = stack.token(tenant)
    assert eventually(lambda: len(stack.call("GET", listed, token=token).json()["data"]) == len(people))
    rule = {"field": "totalSpend", "operator": "at_least", "value": 1000}
    body = {"action": "create", "name": "Hand-picked", "criteria": rule}
    segment = stack.call("POST", "/api/customers/segments", token=token, body=body).json()["data"]["id"]
    pin = {"action": "add_member", "segmentId": segment, "customerId": "c3"}
    assert stack.call("POST", "/api/customers/segments", token=token, body=pin).status in (200, 201)
    members = f"/api/customers?customSegment={segment}"
    assert eventually(lambda: len(stack.call("GET", members, token=token).json()["data"]) == 1)

    done, text = export(stack, tenant, format="csv", filters={"minSpend": 60})
    assert sorted(row["customerId"] for row in csv.DictReader(io.StringIO(text))) == people
    assert done["counts"]["customers"] == len(people)
    _, text = export(stack, tenant, format="csv", segment=segment, fields=["customerId"])
    assert text.split() == ["customerId", "c3"]


def test_everything_of_one_person_leaves_as_a_file_and_a_page_by_links_that_end(stack: Stack, tenant: str) -> None:
    post(stack, tenant, order("o-ann", "ann", price="60.00"))
    token, path = stack.token(tenant), "/api/customers/privacy/exports"
    begun = stack.call("POST", path, token=token, body={"customerId": "ann"})
    assert begun.status == 202, begun
    job_id = begun.json()["data"]["jobId"]

    def read() -> Any:
        return stack.call("GET", f"{path}/{job_id}", token=token).json()["data"]

    assert eventually(lambda: read()["state"] in ("done", "failed"))
    found = read()
    assert (found["error"], found["counts"]) == (None, {"order": 1})
    with urlopen(found["files"]["data"]["url"]) as answer:
        assert json.loads(answer.read())["held"]["order"][0]["orderId"] == "o-ann"
    with urlopen(found["files"]["page"]["url"]) as answer:
        assert answer.read().startswith(b"<!doctype html>")
    at = {"Bucket": stack.outputs["ImportsBucket"], "Key": f"exports/{tenant}/{job_id}.json"}
    s3 = stack.client("s3")
    s3.meta.events.register_first("choose-signer.s3", lambda **_: "s3v4")  # as the API's links are signed
    ended = s3.generate_presigned_url("get_object", Params=at, ExpiresIn=1)
    time.sleep(2)
    with pytest.raises(HTTPError, match="403"):
        urlopen(ended)
