"""Why a projection may fold what changed alone, and where it must not: schedules that break without each condition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from regulars.config import Names
from regulars.crm.merges import merge_customers
from regulars.errors import StoreUnavailable
from regulars.facts.customer import FACTS_VERSION, FactsRow
from regulars.facts.fold import fold
from regulars.facts.items.interaction import InteractionType
from regulars.facts.items.item import LedgerItem
from regulars.facts.items.referral import Brought
from regulars.facts.order import Lane
from regulars.facts.ranges import Range
from regulars.facts.time import DAY_MS, MINUTE_MS
from regulars.nightly.verify import Finding, look_at
from regulars.projection import project
from regulars.projection.reading import LONG_RECORD, Reading, read_changed, read_whole
from regulars.scoring.evaluate import Evaluation
from regulars.stores.ledger import KINDS, Ledger

from testing.people import a_message, an_interaction
from testing.pipeline.projecting import CUSTOMER, order, projecting
from testing.pipeline.world import START_MS, World

CORE, SAID, DID = (frozenset({one}) for one in (Range.CORE, Range.COMMUNICATIONS, Range.INTERACTIONS))


@pytest.fixture
def world(aws: Names, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Every record is a long one."""
    monkeypatch.setattr("regulars.projection.reading.LONG_RECORD", 1)
    world = World(aws, "acme")
    yield world
    world.forget()


def write(world: World, *items: LedgerItem) -> None:
    ledger = world.stores.ledger(world.tenant)
    for item in items:
        assert ledger.replace(ledger.item(item, replacing=None), replacing=None)


def said(world: World, number: int) -> LedgerItem:
    return a_message(START_MS + number, opened=START_MS + number, written_ms=world.now_ms)


def did(world: World, number: int, **fields: Any) -> LedgerItem:
    return an_interaction(START_MS + number, written_ms=world.now_ms, **fields)


def row_of(world: World) -> FactsRow:
    row = world.stores.rows(world.tenant).get(CUSTOMER)
    assert row is not None
    return row


def told(world: World) -> Evaluation:
    return world.stores.evaluations(world.tenant).of([CUSTOMER])[CUSTOMER]


def fresh(world: World) -> Any:
    return fold(world.stores.ledger(world.tenant).read_customer(CUSTOMER))


def test_of_a_long_record_what_changed_is_read_and_the_rest_stays(world: World) -> None:
    world.accept([order("1")]).finish()
    write(world, said(world, 1), did(world, 2))
    projecting(world).finish()
    world.now_ms += MINUTE_MS
    world.accept([order("2")]).finish()
    write(world, said(world, 3), did(world, 4))

    projecting(world, DID).finish()

    row, all_of_it = row_of(world), fresh(world)
    assert row.facts.interactions == all_of_it.interactions
    assert row.facts.communications != all_of_it.communications, "not read"
    assert row.facts.purchases.order_count == 1, "not read"
    assert row.read_at_ms == START_MS
    assert {one: row.read_ms(one) - START_MS for one in Range} == {
        Range.CORE: 0,
        Range.COMMUNICATIONS: 0,
        Range.INTERACTIONS: MINUTE_MS,
        Range.REFERRALS: 0,
    }
    projecting(world, SAID | CORE).finish()
    assert row_of(world).facts == fresh(world)


def test_a_short_record_is_read_whole_whatever_changed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its messages heal each other, and one Query is cheaper than two."""
    monkeypatch.setattr("regulars.projection.reading.LONG_RECORD", LONG_RECORD)
    world.accept([order("1")]).finish()
    write(world, *(said(world, number) for number in range(LONG_RECORD - 2)))
    projecting(world).finish()
    assert row_of(world).long is None
    write(world, did(world, 1))
    projecting(world, SAID).finish()
    assert row_of(world).facts == fresh(world)
    assert row_of(world).long is not None, "it is a long one from here on"
    write(world, did(world, 2))
    projecting(world, SAID).finish()
    assert row_of(world).facts != fresh(world)


def test_without_a_row_everything_is_read(world: World) -> None:
    """Else the rest would be taken as empty (A1)."""
    world.accept([order("1")]).finish()
    write(world, said(world, 1))

    projecting(world, SAID).finish()

    assert row_of(world).facts == fresh(world)
    assert row_of(world).facts.purchases.order_count == 1


def test_an_emptied_row_has_nothing_to_stay(world: World) -> None:
    world.accept([order("1")]).finish()
    projecting(world).finish()
    world.delete("1").finish()
    projecting(world, CORE).finish()
    assert not row_of(world).facts.known
    world.accept([order("2")]).finish()
    write(world, said(world, 1))

    projecting(world, SAID).finish()

    assert row_of(world).facts == fresh(world)


def test_while_a_generation_is_built_everything_is_read_for_every_row(world: World) -> None:
    """Else the new one's row would have what changed and nothing else, and nobody would look again (A2)."""
    world.accept([order("1")]).finish()
    projecting(world).finish()
    world.stores.generations(world.tenant).change(lambda seen: seen.announcing(None))
    record = world.stores.directory.read(world.tenant.id)
    assert record is not None
    world.tenant = record.tenant
    write(world, said(world, 1))

    projecting(world, SAID).finish()

    both = [rows.rows_of([CUSTOMER])[CUSTOMER].facts for rows in world.stores.written_rows(world.tenant)]
    assert both == [fresh(world)] * 2


def telling_of_an_older_view(world: World) -> list[Evaluation]:
    """A projection about a message reads the row, and stops. One about a large order tells that they are VIP and puts
    its row; then the first goes on. What is told in turn."""
    world.accept([order("1")]).finish()
    projecting(world).finish()
    all_told = [told(world)]
    write(world, said(world, 1))
    slow = projecting(world, SAID)
    slow.step()
    world.now_ms += 1
    world.accept([order("2", total_minor=600_000)]).finish()
    projecting(world, CORE).finish()
    all_told.append(told(world))
    while not slow.finished:
        slow.step()
        if told(world) != all_told[-1]:
            all_told.append(told(world))
    assert row_of(world).facts == fresh(world)
    return all_told


def test_nobody_tells_by_a_part_that_was_not_read(world: World) -> None:
    assert [one.values["lifecycleSegment"] for one in telling_of_an_older_view(world)] == ["New", "VIP"]


def test_telling_by_the_parts_of_the_row_would_take_back_what_is_true(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A5: two false events, although the row ends right."""

    def as_if_all_were_read(*given: Any) -> Reading:
        return read_changed(*given)._replace(partial=False)

    monkeypatch.setattr(project, "read_changed", as_if_all_were_read)
    segments = [one.values["lifecycleSegment"] for one in telling_of_an_older_view(world)]
    assert segments == ["New", "VIP", "New", "VIP"]


def a_message_died(world: World, later_ms: int) -> None:
    """A message about what was said is lost; later an order comes."""
    world.accept([order("1")]).finish()
    projecting(world).finish()
    write(world, said(world, 1))
    world.now_ms += later_ms
    world.accept([order("2")]).finish()
    projecting(world, CORE).finish()


def test_what_a_dead_message_was_about_is_seen_by_any_message_a_day_after(world: World) -> None:
    """A10, A11: today the next message heals it; of a long record the next one after a day does."""
    a_message_died(world, DAY_MS)
    assert row_of(world).facts == fresh(world)


def test_until_then_it_is_not_seen_and_the_row_says_since_when(world: World) -> None:
    a_message_died(world, DAY_MS - 1)
    assert row_of(world).facts.communications != fresh(world).communications
    assert row_of(world).read_ms(Range.COMMUNICATIONS) == START_MS


def test_a_row_of_other_code_has_nothing_to_stay(world: World) -> None:
    """Else it would be labelled as ours, with parts that are not."""
    world.accept([order("1")]).finish()
    write(world, said(world, 1))
    projecting(world).finish()
    rows, row = world.stores.rows(world.tenant), row_of(world)
    older = replace(row, revision=row.revision + 1, facts_version=FACTS_VERSION - 1)
    assert rows.put(replace(older, facts=replace(row.facts, communications=None)), replacing=row.revision)
    write(world, did(world, 1))

    projecting(world, DID).finish()

    assert row_of(world).facts == fresh(world)


def test_who_has_joined_is_read_whole_before_their_own_message_comes(world: World) -> None:
    """Else the row would be of two trees at once until it does."""
    world.accept([order("1"), replace(order("2"), customer_id="bob")]).finish()
    projecting(world).finish()
    write(world, said(world, 1))
    merge_customers("bob", CUSTOMER, ledger=world.stores.ledger(world.tenant), now_ms=world.now_ms)

    projecting(world, SAID).finish()

    assert row_of(world).facts == fresh(world)
    assert row_of(world).facts.purchases.order_count == 2


def test_what_members_did_is_read_with_what_the_customer_did(world: World) -> None:
    world.accept([order("1"), replace(order("2"), customer_id="bob")]).finish()
    merge_customers("bob", CUSTOMER, ledger=world.stores.ledger(world.tenant), now_ms=world.now_ms)
    projecting(world).finish()
    write(world, did(world, 1), replace(an_interaction(START_MS + 2), customer_id="bob"))

    projecting(world, DID).finish()

    found = row_of(world).facts
    assert found == fresh(world)
    assert found.interactions is not None
    assert len(found.interactions.activities) == 2


@pytest.mark.parametrize("first", ["order", "purchase"])
def test_a_purchase_that_names_an_order_is_compared_with_the_orders_whichever_comes_last(
    world: World, first: str
) -> None:
    """It is an activity of its own as long as there is no such order."""
    purchase = did(world, 1, type_=InteractionType.PURCHASE, order_id="2")
    world.accept([order("1")]).finish()
    if first == "purchase":
        write(world, purchase)
    projecting(world).finish()
    assert len(row_of(world).facts.interactions.activities) == (first == "purchase")  # type: ignore[union-attr]
    world.accept([order("2")]).finish()
    projecting(world, CORE).finish()
    if first == "order":
        write(world, purchase)
        projecting(world, DID).finish()
    assert row_of(world).facts == fresh(world)
    assert row_of(world).facts.interactions.activities == ()  # type: ignore[union-attr]
    world.delete("2").finish()
    projecting(world, CORE).finish()
    assert len(row_of(world).facts.interactions.activities) == 1  # type: ignore[union-attr]


def test_of_a_heavy_customer_the_orders_are_read_whatever_changed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their row has no timeline that anything could be told by."""
    monkeypatch.setattr("regulars.stores.rows.row_codec.HEAVY_BYTES", 1)
    world.accept([order("1")]).finish()
    projecting(world).finish()
    assert row_of(world).facts.purchases.heavy
    before = told(world)
    write(world, did(world, 1))

    known = projecting(world, DID).finish()

    assert known == fresh(world)
    assert row_of(world).facts == fresh(world).without_history()
    assert told(world) == before


def test_what_waits_in_the_queue_is_no_drift_although_another_message_has_put_the_row_since(world: World) -> None:
    world.accept([order("1")]).finish()
    projecting(world).finish()
    world.now_ms += 10 * MINUTE_MS
    ledger = world.stores.ledger(world.tenant)
    world.accept([replace(order("2"), written_ms=world.now_ms, arrived_ms=world.now_ms)]).finish()
    world.now_ms += 2 * MINUTE_MS
    write(world, did(world, 1))
    projecting(world, DID).finish()

    assert look_at(CUSTOMER, row_of(world), ledger=ledger, now_ms=world.now_ms).finding is Finding.LAGGING
    [read_at] = world.stores.rows(world.tenant).read_ats([CUSTOMER]).values()
    assert read_at == START_MS, "an import that waits for its orders goes by this"


def test_what_no_message_explains_is_drift_although_another_range_was_read_long_ago(world: World) -> None:
    world.accept([order("1")]).finish()
    world.now_ms += 2 * MINUTE_MS
    projecting(world).finish()
    world.now_ms += 10 * MINUTE_MS
    write(world, did(world, 1))
    world.now_ms += 5 * MINUTE_MS
    projecting(world, DID).finish()
    rows, row = world.stores.rows(world.tenant), row_of(world)
    spoilt = replace(row, revision=row.revision + 1, facts=replace(row.facts, interactions=None))
    assert rows.put(replace(spoilt, facts=replace(spoilt.facts, tags=("odd",))), replacing=row.revision)

    ledger = world.stores.ledger(world.tenant)
    assert look_at(CUSTOMER, row_of(world), ledger=ledger, now_ms=world.now_ms).finding is Finding.DRIFT


def test_a_row_whose_ledger_cannot_be_read_stays_as_it_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.accept([order("1")]).finish()
    projecting(world).finish()
    before = row_of(world)
    write(world, did(world, 1))

    def breaks_off(*_: Any, **__: Any) -> Any:
        raise StoreUnavailable("it broke off")

    monkeypatch.setattr(Ledger, "read_customer", breaks_off)
    with pytest.raises(StoreUnavailable):
        projecting(world, DID).finish()
    assert row_of(world) == before


def test_all_that_is_read_whole_is_what_a_fold_makes(world: World) -> None:
    world.accept([order("1")]).finish()
    brought = Brought(CUSTOMER, "0123456789abcdef", START_MS, world.now_ms, world.now_ms, Lane.LIVE)
    write(world, said(world, 1), did(world, 2), brought)
    ledger = world.stores.ledger(world.tenant)
    read = read_whole(CUSTOMER, ledger, world.now_ms, {})

    assert (read.facts, read.partial, read.merged_into) == (fresh(world), False, None)
    assert {KINDS.of(one).range for one in world.stores.ledger(world.tenant).read_customer(CUSTOMER).items} == set(
        Range
    )
