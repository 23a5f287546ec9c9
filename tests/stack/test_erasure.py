"""A person is erased on the real stack while orders arrive, a file is taken in and a night walks: nothing stays."""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path
from typing import Any

import pytest
from regulars.stores.places import TABLES

from testing.deployed.bus import listening
from testing.deployed.everywhere import held_by, hits, places
from testing.deployed.resources import of_type
from testing.deployed.shop import RECALCULATE, eventually, listed, order, post
from testing.deployed.stack import Stack
from testing.deployed.tenant_items import differing, items_of, name_of

ERASURES = "/api/customers/privacy/erasures"
GONE, EMAIL, NAME = "zq-gone-1", "zqgone@example.com", "Zqann Goneby"
THEIRS = (GONE, "zqgone", "goneby", "9 777 1234", "97771234")
# ERASURE_PEOPLE=5000 has one of so many erased: some minutes more, most of which the emulator takes to project them.
PEOPLE = int(os.environ.get("ERASURE_PEOPLE", "31"))
OTHERS = [f"stays-{number}" for number in range(PEOPLE - 1)]
AT_ONCE = 100
# The file has an order of each of these, too.
IN_FILE = OTHERS[:20]
# What else may change while the erasure runs, by the beginning of where it lies: table, partition, sort key.
MEANWHILE = (
    # the erasure: what it notes, and the hash that is left of the owner of each order of theirs
    "Tenants {tenant} (job#erasure|erasing|erased)#",
    "Registry {tenant}#(erased|erasure)#",
    "Registry {tenant}#order#(z.|f99) owner",
    # their guests, by address and phone number: nobody else here has any
    "(Ledger|Facts|Lookups|Evaluations) {tenant}#.*guest-[0-9a-f]",
    # the import: who signed in for it, its job, its orders and their owners, and what is made of these
    "Tenants {tenant} (member#|job#import|job-slot#import)",
    r"Ledger {tenant}#({in_file}) order#f\d+$",
    r"Registry {tenant}#order#f\d+ owner",
    r"(Facts|Lookups|Evaluations) {tenant}#.* ({in_file})$",
    # the night: its job, the day's summary, its answers and the fit that it leaves
    "Tenants {tenant} (job#recalculation|job-slot#recalculation|job-shard#|summary#|night#|prediction)",
)
SEEN = "zq-seen-by-the-scan"


@pytest.fixture(scope="module")
def tenant(stack: Stack) -> str:
    stack.operator("tenant", "create", "forgets", "--shards", "2")
    return "forgets"


def theirs(order_id: str) -> dict[str, Any]:
    return order(order_id, GONE) | {"customer": {"email": EMAIL, "name": NAME, "phone": "+64 9 777 1234"}}


def erasure(stack: Stack, tenant: str, job_id: str) -> Any:
    return stack.call("GET", f"{ERASURES}/{job_id}", token=stack.token(tenant)).json()["data"]


def test_the_scan_looks_through_every_table_index_bucket_and_queue_and_finds_what_lies_there(stack: Stack) -> None:
    """Else it would find nothing ever. Queues that nobody receives from are those of dead letters."""
    found = places(stack)
    read = stack.client("lambda").get_paginator("list_event_source_mappings").paginate()
    sources = {one["EventSourceArn"].rsplit(":", 1)[-1] for page in read for one in page["EventSourceMappings"]}
    queues = of_type(stack, "AWS::SQS::Queue")
    dead = {title: url for title, url in queues.items() if url.rsplit("/", 1)[-1] not in sources}
    sqs, s3 = stack.client("sqs"), stack.client("s3")
    buckets = of_type(stack, "AWS::S3::Bucket")

    assert len(found["AWS::DynamoDB::Table"]) == len(TABLES)
    assert {one.split("/")[1] for one in found["index"]} == {"by_kind", "by_last_order_1", "by_spend_1"}
    assert all(found[kind] for kind in found)
    assert len(dead) >= 4
    for url in dead.values():
        sqs.send_message(QueueUrl=url, MessageBody=f'{{"seen": "{SEEN}"}}')
    for bucket in buckets.values():
        s3.put_object(Bucket=bucket, Key="seen", Body=f"by {SEEN}".encode())
    assert set(hits(stack, [SEEN], since_ms=now_ms())) == {*dead, *(f"{title}/seen" for title in buckets)}
    for url in dead.values():
        [message] = sqs.receive_message(QueueUrl=url)["Messages"]
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    for bucket in buckets.values():
        for one in s3.list_object_versions(Bucket=bucket, Prefix="seen")["Versions"]:
            s3.delete_object(Bucket=bucket, Key="seen", VersionId=one["VersionId"])


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def tables_with(stack: Stack) -> set[str]:
    """Of the tables, without indexes, those that hold something of the person."""
    everything = held_by(stack, now_ms(), "AWS::DynamoDB::Table")
    return {place for place, held in everything if "/" not in place and any(one in held.casefold() for one in THEIRS)}


def stands_still(stack: Stack, tenant: str) -> dict[str, str]:
    """What the tables hold of everybody else, once nothing is on its way any more."""
    before = items_of(stack, tenant, without=THEIRS)
    for _ in range(60):
        time.sleep(2)
        later = items_of(stack, tenant, without=THEIRS)
        if later == before:
            return later
        before = later
    raise AssertionError(f"the tenant {tenant} does not come to rest")


def of_others(stack: Stack, tenant: str, before: dict[str, str]) -> list[str]:
    """Where something of somebody else came, went or changed that neither the import nor the night has to do with."""
    given = {"tenant": tenant, "in_file": "|".join(IN_FILE)}
    known = re.compile("|".join(f"({one.format(**given)})" for one in MEANWHILE))
    after = items_of(stack, tenant, without=THEIRS)
    return [place for place in differing(before, after) if not known.match(place)]


def test_a_neighbour_whose_item_is_changed_removed_or_made_is_seen(stack: Stack) -> None:
    """Else everybody would stay untouched ever: `of_others` finds a byte of a row, an item that went, one that came."""
    tenant, neighbour = "watches", OTHERS[-1]
    stack.operator("tenant", "create", tenant, "--shards", "2")
    post(stack, tenant, order("o1", neighbour), order("o2", "somebody"))
    assert eventually(lambda: set(listed(stack, tenant)) == {neighbour, "somebody"})
    before = stands_still(stack, tenant)
    kinds = {place.split()[0] for place in before if place.endswith(f" {neighbour}") or f"#{neighbour} " in place}
    assert kinds == {"Ledger", "Facts", "Lookups", "Evaluations"}
    assert of_others(stack, tenant, before) == []
    dynamodb = stack.client("dynamodb")

    for title, table in of_type(stack, "AWS::DynamoDB::Table").items():
        for item in dynamodb.scan(TableName=table)["Items"]:
            if item.get("pk", {}).get("S", "").startswith(tenant) and neighbour in repr(item):
                place = f"{name_of(title)} {item['pk']['S']} {item['sk']['S']}"
                key = {name: item[name] for name in ("pk", "sk")}
                for broken in (item | {"more": {"S": "x"}}, None, item):
                    if broken is None:
                        dynamodb.delete_item(TableName=table, Key=key)
                    else:
                        dynamodb.put_item(TableName=table, Item=broken)
                    # What follows from a row, its lookups, may follow at once.
                    assert (place in of_others(stack, tenant, before)) is (broken is not item), place
    added = {"pk": {"S": f"{tenant}#{neighbour}"}, "sk": {"S": "note#1"}}
    dynamodb.put_item(TableName=stack.outputs["LedgerTable"], Item=added)
    assert f"Ledger {tenant}#{neighbour} note#1" in of_others(stack, tenant, before)
    # No release wrote such an item, and whoever reads all customers of the stack would stumble over it.
    dynamodb.delete_item(TableName=stack.outputs["LedgerTable"], Key=added)


def test_nothing_of_an_erased_person_is_left_and_everybody_else_stays(
    stack: Stack, tenant: str, tmp_path: Path
) -> None:
    since_ms = now_ms()
    with listening(stack, tenant) as heard:
        post(stack, tenant, theirs("z1"), theirs("z2"))
        for start in range(0, len(OTHERS), AT_ONCE):
            post(stack, tenant, *(order(f"o-{one}", one) for one in OTHERS[start : start + AT_ONCE]))
        assert eventually(lambda: set(listed(stack, tenant)) == {*OTHERS, GONE}, 30 + PEOPLE / 10)
        assert eventually(lambda: len(tables_with(stack)) == 5), "ledger, registry, facts, lookups, evaluations"
        before = stands_still(stack, tenant)
        assert len(before) > 4 * len(OTHERS), "an order, its owner, a row, an evaluation of each, and more"
        file = tmp_path / "orders.csv"
        rows = "".join(f"f{number},{one},2025-01-02,5\n" for number, one in enumerate(IN_FILE))
        file.write_text(f"order_id,customer_id,date,total\n{rows}f99,{GONE},2025-01-02,5\n")

        stack.call("POST", RECALCULATE, token=stack.token(tenant))
        asked = stack.call("POST", ERASURES, token=stack.token(tenant), body={"customerId": GONE, "reason": "a letter"})
        assert asked.status == 202, asked.body
        job_id = asked.json()["data"]["jobId"]
        stack.operator("import", str(file), "--tenant", tenant)
        assert eventually(lambda: erasure(stack, tenant, job_id)["state"] != "waiting")
        erased = eventually(lambda: post(stack, tenant, theirs("z3")).json()["meta"]["erased"])
        assert erased == 1
        seconds = 30 * 60 if stack.at.is_account else 240
        assert eventually(lambda: erasure(stack, tenant, job_id)["state"] in ("done", "failed"), seconds)
        told = heard()
        while not any(event["type"] == "customer.erased" for event in told):
            told += (fresh := eventually(heard))
            assert fresh, "the bus is told of the erasure"

    done = erasure(stack, tenant, job_id)
    assert (done["state"], done["error"]) == ("done", None)
    file.write_text(json.dumps(done["certificate"]))
    assert "was changed since it was signed" in stack.operator("verify-erasure", str(file))
    assert hits(stack, THEIRS, since_ms=since_ms) == []
    assert not any(text in json.dumps(told).casefold() for text in THEIRS)
    assert listed(stack, tenant).keys() == set(OTHERS)
    assert of_others(stack, tenant, before) == []
