"""The operator's command against the real stack."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from regulars.stores.signer import Signer

from laptop.demo_shop import demo_orders
from laptop.steps import Refused
from testing.deployed.shop import eventually, listed, order, post
from testing.deployed.stack import Stack

NOTHING = dict.fromkeys(("created", "updated", "unchanged", "stale", "refused", "erased"), 0)


@pytest.fixture(scope="module")
def tenant(stack: Stack) -> str:
    stack.operator("tenant", "create", "files", "--shards", "2")
    return "files"


def take_in(stack: Stack, tenant: str, file: Path, *options: str) -> dict[str, Any]:
    shown = json.loads(stack.operator("import", str(file), "--tenant", tenant, "--json", *options))
    assert isinstance(shown, dict)
    return shown


def test_a_dry_run_writes_nothing_the_file_then_goes_in_and_again_changes_nothing(
    stack: Stack, tenant: str, tmp_path: Path
) -> None:
    orders = [o for o in demo_orders(datetime.datetime.now(datetime.UTC).date()) if o["customerId"] < "C1030"][:150]
    file = tmp_path / "orders.jsonl"
    file.write_text("".join(json.dumps(o) + "\n" for o in [*orders, {**order("bad", "ida"), "orderedAt": "soon"}]))
    customers = {o["customerId"] for o in orders}

    dry = take_in(stack, tenant, file, "--dry-run")
    nobody = listed(stack, tenant)
    first = take_in(stack, tenant, file)
    second = take_in(stack, tenant, file)

    assert (dry["counts"]["customers"], nobody) == (len(customers), {})
    assert [shown["counts"]["rowsRefused"] for shown in (dry, first, second)] == [1, 1, 1]
    assert first["counts"]["orders"] == {**NOTHING, "created": 150, "refused": 1}
    assert second["counts"]["orders"] == {**NOTHING, "unchanged": 150, "refused": 1}
    assert set(listed(stack, tenant)) == customers


def test_a_file_that_is_none_is_refused_with_a_reason_and_the_doctor_finds_the_stack_well(
    stack: Stack, tenant: str, tmp_path: Path
) -> None:
    file = tmp_path / "orders.csv"
    file.write_bytes(b"")

    with pytest.raises(Refused, match=r"(?i)empty|no data|rows"):
        stack.operator("import", str(file), "--tenant", tenant)

    if stack.at.tags:
        with pytest.raises(Refused, match=r"0 of 4 are protected[\s\S]*\n1 of \d+ are not as they should be"):
            stack.operator("doctor", "--json")  # of a stack that is thrown away, it says what is so on purpose
        return
    findings = json.loads(stack.operator("doctor", "--json"))
    assert findings[0]["what"] == "stream and live queue"
    assert all(finding["ok"] for finding in findings)


def test_a_token_of_the_command_opens_the_door_for_its_role(stack: Stack, tenant: str) -> None:
    token = stack.operator("token", "--tenant", tenant, "--role", "viewer").strip()

    assert stack.call("GET", "/api/customers", token=token).status == 200
    refused = stack.call("POST", "/api/orders", token=token, body={"orders": [order("no", "ida")]})
    assert refused.status == 403


def test_get_prints_what_the_api_answers_and_url_where_it_is(stack: Stack, tenant: str) -> None:
    answer = json.loads(stack.operator("get", "/api/settings", "--tenant", tenant))

    assert answer["data"]["dormantDays"] == 90
    assert stack.operator("url").strip() == stack.at.api


def test_a_certificate_is_signed_by_the_stacks_key_and_checked_offline(stack: Stack, tmp_path: Path) -> None:
    """The one place where another KMS than moto's signs."""
    certificate = Signer(stack.client("kms"), stack.outputs["SigningKey"]).sign({"of": "nobody", "long": "x" * 5_000})
    file = tmp_path / "certificate.json"
    file.write_text(json.dumps(certificate.as_json()))
    (tmp_path / "key.pem").write_text(stack.operator("signing-key"))

    said = json.loads(stack.operator("verify-erasure", str(file), "--key", str(tmp_path / "key.pem"), "--json"))

    assert (said["document"]["of"], said["keyWasGiven"]) == ("nobody", True)


def test_a_replayed_roster_makes_lost_facts_anew(stack: Stack) -> None:
    stack.operator("tenant", "create", "lost")
    post(stack, "lost", order("1", "ida"))
    eventually(lambda: "ida" in listed(stack, "lost"))
    table, dynamodb = stack.outputs["FactsTable"], stack.client("dynamodb")
    (row,) = (item for item in dynamodb.scan(TableName=table)["Items"] if item["pk"]["S"].startswith("lost#"))
    dynamodb.delete_item(TableName=table, Key={"pk": row["pk"], "sk": row["sk"]})
    emptied = listed(stack, "lost")

    told = json.loads(stack.operator("replay", "--all", "--tenant", "lost", "--json"))

    assert (emptied, told) == ({}, {"customers": 1})
    assert eventually(lambda: "ida" in listed(stack, "lost"))


def test_a_reshard_moves_everybody_and_orders_that_come_after_it_find_their_shard(stack: Stack) -> None:
    stack.operator("tenant", "create", "moved")
    post(stack, "moved", *(order(str(number), f"c{number}") for number in range(6)))
    eventually(lambda: len(listed(stack, "moved")) == 6)

    told = json.loads(stack.operator("reshard", "--tenant", "moved", "--shards", "4", "--json"))

    assert (told["generation"], told["shards"]) == (2, 4)
    assert sorted(listed(stack, "moved")) == [f"c{number}" for number in range(6)]
    post(stack, "moved", order("6", "c6"))
    assert eventually(lambda: "c6" in listed(stack, "moved"))
