"""The generation record: changed only by who has seen it, and done once however often it is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from regulars.errors import Conflict
from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow
from regulars.facts.tenant import Generation, Tenant
from regulars.facts.time import DAY_MS
from regulars.stores.dynamo.calls import pack
from regulars.stores.opened import Stores
from regulars.stores.rows.rows import Rows
from regulars.stores.tenant.generations import Generations, GenerationStore, Retired

from testing.aws.requests import requests_of
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, an_order, facts_of

FIRST, SECOND = Generation(1, 1), Generation(2, 4)


@pytest.fixture
def store(stores: Stores, tenant: Tenant) -> GenerationStore:
    return stores.generations(tenant)


def announcing(shards: int | None) -> Callable[[Generations], Generations]:
    return lambda seen: seen.announcing(shards)


def reading_from(new: Generation, now_ms: int = NOW_MS) -> Callable[[Generations], Generations]:
    return lambda seen: seen.reading_from(new, now_ms=now_ms)


def both(stores: Stores) -> tuple[Generation, tuple[Generation, ...]]:
    """What every function sees of the record: the generation that is read, and those that are written."""
    record = stores.directory.read("acme")
    assert record is not None
    return record.tenant.reading, record.tenant.writing


def test_a_new_tenant_has_one_generation_of_this_codes_facts(store: GenerationStore) -> None:
    assert store.read() == Generations(FIRST, (FIRST,), highest=1, facts_version=FACTS_VERSION)


def test_an_announced_generation_is_written_and_not_read(stores: Stores, store: GenerationStore) -> None:
    changed = store.change(announcing(4))

    assert changed.announced == SECOND
    assert both(stores) == (FIRST, (FIRST, SECOND))


def test_a_generation_without_a_number_of_shards_has_as_many_as_the_one_that_is_read(stores: Stores) -> None:
    store = stores.generations(make_tenant(stores, "wide", shards=8))

    assert store.change(announcing(None)).announced == Generation(2, 8)


def test_moving_the_readers_retires_what_was_read(stores: Stores, store: GenerationStore) -> None:
    store.change(announcing(4))

    moved = store.change(reading_from(SECOND))

    assert both(stores) == (SECOND, (SECOND,))
    assert moved.announced is None
    assert store.read().retired == (Retired(FIRST, NOW_MS),)


def test_a_retired_generation_is_swept_after_a_day_and_forgotten_after_another(store: GenerationStore) -> None:
    store.change(announcing(4))
    store.change(reading_from(SECOND))
    moved = store.read()
    emptied_ms = NOW_MS + 2 * DAY_MS

    emptied = store.change(lambda seen: seen.swept(FIRST, now_ms=emptied_ms))
    early = store.change(lambda seen: seen.swept(FIRST, now_ms=emptied_ms + DAY_MS - 1))
    forgotten = store.change(lambda seen: seen.swept(FIRST, now_ms=emptied_ms + DAY_MS))

    assert (moved.due(NOW_MS + DAY_MS - 1), moved.due(NOW_MS + DAY_MS)) == ((), (Retired(FIRST, NOW_MS),))
    assert emptied.retired == early.retired == (Retired(FIRST, emptied_ms, emptied=True),)
    assert forgotten.retired == store.read().retired == ()


def test_a_number_is_never_given_twice(store: GenerationStore) -> None:
    numbers = []
    for _ in range(3):
        new = store.change(announcing(None)).announced
        assert new is not None
        numbers.append(new.number)
        store.change(reading_from(new))
        for day in (1, 2):
            old = Generation(new.number - 1, 1)
            store.change(lambda seen, old=old, day=day: seen.swept(old, now_ms=NOW_MS + day * DAY_MS))  # type: ignore[misc]

    assert store.read().retired == ()
    assert numbers == [2, 3, 4]
    assert store.read().highest == 4


@pytest.mark.parametrize(
    "change",
    [announcing(4), announcing(None), reading_from(SECOND), lambda seen: seen.swept(FIRST, now_ms=NOW_MS)],
    ids=["announce", "announce what is begun", "move", "sweep"],
)
def test_a_change_that_is_done_already_writes_nothing(
    stores: Stores, store: GenerationStore, change: Callable[[Generations], Generations]
) -> None:
    store.change(announcing(2))
    store.change(reading_from(Generation(2, 2)))
    store.change(change)
    once = store.read()

    with requests_of(stores.dynamodb) as made:
        again = store.change(change)

    assert (again, made) == (once, ["GetItem"])


def test_an_announcement_in_another_number_of_shards_is_refused_while_one_is_begun(store: GenerationStore) -> None:
    store.change(announcing(4))

    with pytest.raises(Conflict, match="Generation 2 in 4 shards is begun"):
        store.change(announcing(2))


def test_an_older_view_of_the_record_loses(store: GenerationStore) -> None:
    seen = store.read()
    store.change(announcing(4))

    assert not store.put(seen.announcing(2))
    assert store.read().announced == SECOND


def test_two_who_announce_at_once_announce_one_generation(store: GenerationStore) -> None:
    """The second has read the record before the first has written it, and looks again."""
    looks = iter([True, False])

    def overtaken(seen: Generations) -> Generations:
        if next(looks):
            store.change(announcing(4))
        return seen.announcing(4)

    assert store.change(overtaken).writing == (FIRST, SECOND)
    assert store.read().highest == 2


def test_a_late_move_to_a_generation_that_was_left_again_changes_nothing(store: GenerationStore) -> None:
    store.change(announcing(4))
    store.change(reading_from(SECOND))
    third = store.change(announcing(None)).announced
    assert third is not None
    store.change(reading_from(third))

    assert store.change(reading_from(SECOND, NOW_MS + 1)).reading == third


def test_a_record_from_before_there_were_rebuilds_is_of_the_first_facts_version(
    stores: Stores, store: GenerationStore
) -> None:
    before = {"reading": 1, "writing": [1], "shards": {"1": 1}}
    item: dict[str, Any] = {"pk": "acme", "sk": "generation", "generations": json.dumps(before)}
    stores.dynamodb.put_item(TableName=stores.names.tenants_table, Item=pack(item))

    assert store.read() == Generations(FIRST, (FIRST,), highest=1, facts_version=1)
    assert store.change(announcing(4)).announced == SECOND
    assert store.change(reading_from(SECOND)).facts_version == FACTS_VERSION


def test_no_record_is_made_for_a_tenant_that_is_none(stores: Stores, tenant: Tenant) -> None:
    seen = stores.generations(tenant).read()
    stores.dynamodb.delete_item(TableName=stores.names.tenants_table, Key=pack({"pk": "acme", "sk": "generation"}))

    assert not stores.generations(tenant).put(seen.announcing(4))


class TestRows:
    """What a rebuild reads and deletes of a generation's rows."""

    @pytest.fixture
    def facts(self, stores: Stores, tenant: Tenant) -> Rows:
        return stores.rows(tenant, SECOND)

    @pytest.fixture
    def customers(self, facts: Rows) -> dict[str, int]:
        """Thirty customers, every third with an emptied row, the one with the oldest order of version 1."""
        versions = {f"c{number:02}": 1 if number == 1 else 2 for number in range(30)}
        for number, (id_, version) in enumerate(versions.items()):
            order = an_order(str(number), id_, ordered_at_ms=NOW_MS + number)
            known = CustomerFacts(id_) if number % 3 == 0 else facts_of(order, customer_id=id_)
            assert facts.put(FactsRow(1, NOW_MS, version, known), replacing=0)
        return versions

    def test_every_row_tells_its_facts_version(self, facts: Rows, customers: dict[str, int]) -> None:
        assert dict(pair for shard in range(4) for pair in facts.versions(shard)) == customers

    def test_the_sample_of_a_shard_is_who_ordered_longest_ago(
        self, stores: Stores, tenant: Tenant, facts: Rows, customers: dict[str, int]
    ) -> None:
        with requests_of(stores.dynamodb) as made:
            found = [facts.longest_untouched_version(shard) for shard in range(4)]

        assert (sorted(version or 0 for version in found), made) == ([1, 2, 2, 2], ["Query"] * 4)
        assert stores.rows(tenant, Generation(3, 1)).longest_untouched_version(0) is None

    def test_a_swept_generation_has_no_row_and_no_other_loses_one(
        self, stores: Stores, tenant: Tenant, facts: Rows, customers: dict[str, int]
    ) -> None:
        others = [stores.rows(tenant), stores.rows(make_tenant(stores, "other"), SECOND)]
        for other in others:
            other.put(FactsRow(1, NOW_MS, FACTS_VERSION, CustomerFacts("c00")), replacing=0)

        swept = sum(rows for shard in range(4) for rows in facts.sweep(shard))

        assert (swept, list(facts.all())) == (30, [])
        assert [len(list(other.all())) for other in others] == [1, 1]
