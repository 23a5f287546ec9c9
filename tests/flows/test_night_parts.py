"""A part of a night is a file and a line in `PARTS`: it is added up, merged, left and read as all others are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import pytest
from regulars.facts.customer import CustomerFacts
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, HOUR_MS
from regulars.nightly import parts
from regulars.nightly import turn as turn_module
from regulars.nightly.left import Left
from regulars.nightly.parts.part import Part
from regulars.nightly.work import Night
from regulars.products.last_night import answer_of, last_night
from regulars.scoring.derive import Scores
from regulars.scoring.settings import Settings
from regulars.stores.opened import Stores
from regulars.stores.shop import Shop

from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, an_order
from testing.machines.night import FAR_MS
from testing.machines.night_by_turns import ONE_PAGE, NightMachine


class Longest(Part):
    """A toy: the customer with the longest id, and how many customers there are."""

    name = "longest"

    def __init__(self, customer_id: str = "", customers: int = 0) -> None:
        self.customer_id = customer_id
        self.customers = customers

    @classmethod
    def begin(cls, night: Night) -> Self:
        return cls()

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        self.merge(type(self)(facts.customer_id, 1))

    def merge(self, other: Self) -> None:
        self.customer_id = max(self.customer_id, other.customer_id, key=lambda id_: (len(id_), id_))
        self.customers += other.customers

    def as_json(self) -> list[Any]:
        return [self.customer_id, self.customers]

    @classmethod
    def of(cls, stored: list[Any]) -> Self:
        return cls(*stored)

    def leave(self, left: Left) -> None:
        left.put("longest.json.gz", {"customer": self.customer_id})
        left.note("customers", self.customers)


class OfAShard(Longest):
    """The same, left shard by shard."""

    name = "of_a_shard"
    of_one_shard = True

    def leave(self, left: Left) -> None:
        left.put(f"longest/{left.shard}.json.gz", self.as_json())


IDS = ["a", "bb", "ccc", "dddd", "eeeee", "fffff6", "ggggg77"]


@pytest.fixture
def night(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> NightMachine:
    monkeypatch.setattr(parts, "PARTS", (*parts.PARTS, Longest, OfAShard))
    monkeypatch.setattr(turn_module, "_PAGE", 2)
    night = NightMachine(stores, make_tenant(stores, "shop", shards=4))
    night.take(*(an_order(id_, id_, written_ms=NOW_MS - HOUR_MS) for id_ in IDS))
    night.now_ms += DAY_MS
    return night


def read(night: NightMachine, tenant: Tenant) -> tuple[Any, Mapping[str, Any]]:
    """The object of the toy part, and the values in the record of the night."""
    record = night.stores.directory.read(tenant.id)
    assert record is not None
    shop = Shop(night.stores, record, night.now_ms)
    last = last_night(shop)
    return answer_of(shop, last.job_id, "longest.json.gz"), last.values


def test_a_part_is_added_up_over_turns_and_shards_left_and_read(night: NightMachine) -> None:
    night.night(deadline_ms=ONE_PAGE)

    left, values = read(night, night.tenant)
    assert left == {"customer": "ggggg77"}
    assert values["customers"] == len(IDS)


def test_a_part_of_one_shard_is_left_by_each_shard_and_never_summed_over_them(night: NightMachine) -> None:
    night.night(deadline_ms=ONE_PAGE)

    answers = night.stores.files(night.tenant).answers("night-1")
    of_shards = [answers.get_packed(f"longest/{shard}.json.gz") for shard in range(4)]
    assert sum(customers for _, customers in of_shards) == len(IDS)
    assert max(len(customer_id) for customer_id, _ in of_shards) == len("ggggg77")
    assert answers.get_packed("longest/None.json.gz") is None


def test_a_night_whose_turns_kept_no_part_of_some_kind_fails_instead_of_leaving_a_sum_without_it(
    night: NightMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Later(Longest):
        """One that a deployment amid the night brings."""

        name = "later"

    night.start("night-1")
    night.step("night-1", "plan")
    for shard in range(4):
        night.turn("night-1", shard, 0, deadline_ms=FAR_MS)
    monkeypatch.setattr(parts, "PARTS", (*parts.PARTS, Later))

    with pytest.raises(LookupError, match="later missing in "):
        night.step("night-1", "summarise")


def test_every_part_has_a_name_of_its_own() -> None:
    names = [part.name for part in parts.PARTS]

    assert len(set(names)) == len(names)
