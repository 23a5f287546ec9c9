"""The owner's lake: every customer once a night, in the file of their hash, readable by others, and erased from."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest
from regulars.facts.tenant import bucket_of
from regulars.facts.time import DAY_MS, HOUR_MS, rfc3339
from regulars.nightly import turn as turn_module
from regulars.nightly.parts import lake as lake_part
from regulars.people.columns import BY_NAME
from regulars.stores.opened import Stores

from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, an_order
from testing.machines.killed import Kill, again_and_again
from testing.machines.night_by_turns import ONE_PAGE, NightMachine

PEOPLE = [f"c{number}" for number in range(12)]
DAY = "2025-10-16"


def with_lake(stores: Stores) -> Stores:
    stores.names = replace(stores.names, lake="true")
    return stores


def shop(stores: Stores, name: str = "shop", *, shards: int = 1) -> NightMachine:
    night = NightMachine(stores, make_tenant(stores, name, shards=shards))
    night.take(*(an_order(f"o-{one}", one, written_ms=NOW_MS - HOUR_MS) for one in PEOPLE))
    night.now_ms += DAY_MS
    return night


def files(stores: Stores, tenant_id: str) -> dict[str, bytes]:
    """What lies in a tenant's lake, by the end of its key."""
    prefix, bucket = f"lake/{tenant_id}/", stores.names.imports_bucket
    found = stores.s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])
    return {
        one["Key"].removeprefix(prefix): stores.s3.get_object(Bucket=bucket, Key=one["Key"])["Body"].read()
        for one in found
    }


def lines(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(content).splitlines()]


def test_without_a_lake_a_night_leaves_none(stores: Stores) -> None:
    shop(stores).night()

    assert files(stores, "shop") == {}


def test_every_customer_lies_once_in_the_file_of_their_hash_with_all_fields(stores: Stores) -> None:
    night = shop(with_lake(stores))
    night.night()

    found = files(stores, "shop")
    places = {line["customerId"]: name for name, content in found.items() for line in lines(content)}
    assert sorted(places) == sorted(PEOPLE)
    assert sum(len(lines(content)) for content in found.values()) == len(PEOPLE)
    for one, name in places.items():
        assert name == f"day={DAY}/bucket={bucket_of(night.tenant.customer_hash(one)):02x}.jsonl.gz"
    [ann] = [line for content in found.values() for line in lines(content) if line["customerId"] == PEOPLE[0]]
    assert set(ann) == {"asOf", *BY_NAME}
    assert (ann["asOf"], ann["orderCount"], ann["totalSpend"]) == (rfc3339(night.now_ms), 1, "100.00")


@pytest.mark.parametrize("shards", [1, 4])
def test_turns_shards_and_pieces_make_the_same_lake(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, shards: int
) -> None:
    shop(with_lake(stores), "whole").night()
    monkeypatch.setattr(turn_module, "_PAGE", 2)
    monkeypatch.setattr(lake_part, "HELD_BYTES", 1)
    other = shop(stores, "pieces", shards=shards)
    other.night(deadline_ms=ONE_PAGE)

    def told(tenant_id: str) -> list[str]:
        found = (line for content in files(stores, tenant_id).values() for line in lines(content))
        return sorted(json.dumps(line, sort_keys=True) for line in found)

    assert told("whole") == told("pieces")


def test_killed_before_any_write_and_done_again_it_is_the_same(stores: Stores) -> None:
    counting = Kill()
    with_lake(stores)
    shop(stores, "whole").night(under=partial(again_and_again, counting, stores))
    for number in range(1, counting.writes + 1, 7):
        name = f"killed-{number}"
        killed = shop(stores, name)
        killed.night(under=partial(again_and_again, Kill(number), stores))
        found = [line["customerId"] for content in files(stores, name).values() for line in lines(content)]
        assert sorted(found) == sorted(PEOPLE), number


def test_a_customers_lines_go_from_every_day_and_no_other_file_is_written(stores: Stores) -> None:
    night = shop(with_lake(stores))
    night.night("night-1")
    night.now_ms += DAY_MS
    night.night("night-2")
    before = files(stores, "shop")
    lake = stores.lake(night.tenant)
    assert lake.days() == [DAY, "2025-10-17"]

    bucket = f"bucket={bucket_of(night.tenant.customer_hash('c3')):02x}.jsonl.gz"
    assert lake.forget(["c3", "nobody"]) == [f"lake/shop/day={day}/{bucket}" for day in lake.days()]
    assert lake.forget(["c3"]) == []

    after = files(stores, "shop")
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {f"day={DAY}/{bucket}", f"day=2025-10-17/{bucket}"}
    left = [line["customerId"] for content in after.values() for line in lines(content)]
    assert sorted(left) == sorted(one for one in [*PEOPLE, *PEOPLE] if one != "c3")


def test_duckdb_reads_it_as_the_docs_say(stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Members in a row and all: with pieces of one line each."""
    monkeypatch.setattr(lake_part, "HELD_BYTES", 1)
    shop(with_lake(stores)).night()
    for name, content in files(stores, "shop").items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    asked = (
        "SELECT segment, count(*), sum(totalSpend::DECIMAL(18, 2)) "
        f"FROM read_json('{tmp_path}/day=*/*.jsonl.gz') GROUP BY ALL"
    )

    assert duckdb.connect().execute(asked).fetchall() == [("New", 12, Decimal("1200.00"))]
