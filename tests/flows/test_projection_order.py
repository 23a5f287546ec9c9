"""Why the projection does what it does in that order: schedules in which any other order would be wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from regulars.config import Names
from regulars.facts.customer import FACTS_VERSION, FactsRow
from regulars.facts.fold import fold
from regulars.facts.time import DAY_MS
from regulars.projection.project import Projector
from regulars.scoring.derive import derive
from regulars.scoring.evaluate import Evaluation, Terms, evaluate

from testing.pipeline.gate import Call
from testing.pipeline.projecting import CUSTOMER, order, projecting
from testing.pipeline.world import START_MS, World


@pytest.fixture
def world(aws: Names) -> Iterator[World]:
    world = World(aws, "acme")
    yield world
    world.forget()


def skipping_if_equal(world: World) -> Call:
    """The loop without its Put where the row already says the same."""
    facts, ledger = world.stores.rows(world.tenant), world.stores.ledger(world.tenant)

    def work() -> None:
        stored = facts.rows_of([CUSTOMER]).get(CUSTOMER)
        seen = stored.revision if stored else 0
        known = fold(ledger.read_customer(CUSTOMER))
        if stored is None or stored.facts != known:
            facts.put(FactsRow(max(seen + 1, world.now_ms), world.now_ms, FACTS_VERSION, known), replacing=seen)

    return Call("skipping if equal", work)


def reading_the_ledger_first(world: World) -> Call:
    """The loop with its two reads exchanged."""
    facts, ledger = world.stores.rows(world.tenant), world.stores.ledger(world.tenant)

    def work() -> None:
        known = fold(ledger.read_customer(CUSTOMER))
        seen = facts.revisions_of([CUSTOMER])[CUSTOMER]
        facts.put(FactsRow(max(seen + 1, world.now_ms), world.now_ms, FACTS_VERSION, known), replacing=seen)

    return Call("reading the ledger first", work)


def spend_in_the_row(world: World) -> int:
    row = world.stores.rows(world.tenant).get(CUSTOMER)
    assert row is not None
    return row.facts.purchases.spend_minor


def an_order_comes_and_goes(world: World, project: Callable[[World], Call]) -> int:
    """A slow projection sees an order that is deleted again; a fast one then finds the row as it was."""
    world.accept([order("stays")]).finish()
    project(world).finish()
    world.accept([order("goes")]).finish()
    slow = project(world)
    while not _has_read_the_ledger(slow):
        slow.step()
    world.delete("goes").finish()
    project(world).finish()
    slow.finish()
    return spend_in_the_row(world)


def an_order_comes_between_the_reads(world: World, project: Callable[[World], Call]) -> int:
    """A slow projection is overtaken between its reads by one that has seen one order more."""
    world.accept([order("first")]).finish()
    slow = project(world)
    slow.step(2)
    world.accept([order("second")]).finish()
    project(world).finish()
    slow.finish()
    return spend_in_the_row(world)


def _has_read_the_ledger(call: Call) -> bool:
    """Parked before its Put: all reads of each variant are done by its last request but the writes."""
    return call.requests == (5 if call.name == "project" else 4)


def test_a_put_even_when_equal_keeps_an_older_view_from_winning(world: World) -> None:
    assert an_order_comes_and_goes(world, projecting) == 1_000


def test_skipping_the_put_when_equal_would_let_the_older_view_win(world: World) -> None:
    assert an_order_comes_and_goes(world, skipping_if_equal) == 2_000


def test_a_revision_read_before_the_ledger_makes_the_older_view_lose(world: World) -> None:
    assert an_order_comes_between_the_reads(world, projecting) == 2_000


def test_a_ledger_read_before_the_revision_would_let_the_older_view_win(world: World) -> None:
    assert an_order_comes_between_the_reads(world, reading_the_ledger_first) == 1_000


def test_crossing_projections_leave_the_announcement_of_the_newer_view(world: World) -> None:
    """The older view announces last; its row then loses, and the round after that corrects the announcement."""
    world.accept([order("small")]).finish()
    projecting(world).finish()
    world.accept([order("large", total_minor=600_000)]).finish()
    older = projecting(world)
    while older.requests < 5:
        older.step()
    world.delete("large").finish()
    newer = projecting(world)
    while newer.requests < 5:
        newer.step()
    older.step()
    assert world.stores.evaluations(world.tenant).of([CUSTOMER])[CUSTOMER].values["lifecycleSegment"] == "VIP"
    newer.finish()
    older.finish()
    assert world.stores.evaluations(world.tenant).of([CUSTOMER])[CUSTOMER].values["lifecycleSegment"] == "New"
    assert spend_in_the_row(world) == 1_000


def test_a_row_put_before_its_announcement_would_leave_the_older_one(world: World) -> None:
    """The same crossing with row first: the newer view sees nothing to announce, the older one announces after it."""
    stores, tenant = world.stores, world.tenant
    facts, evaluations, ledger = stores.rows(tenant), stores.evaluations(tenant), stores.ledger(tenant)
    projector = Projector.opened(stores, tenant, Terms(world.settings), now_ms=world.now_ms, live=True)

    def row_first() -> None:
        seen = projector.see([CUSTOMER])
        known = fold(ledger.read_customer(CUSTOMER))
        [revision] = seen.revisions(CUSTOMER)
        row = FactsRow(max(revision + 1, world.now_ms), world.now_ms, FACTS_VERSION, known)
        assert facts.put(row, replacing=revision)
        before = seen.evaluation(CUSTOMER)
        after = evaluate(
            known,
            derive(known, world.settings, world.now_ms),
            before,
            world.now_ms,
            terms=Terms(world.settings),
            live=True,
        )
        if after is not None:
            assert evaluations.put(CUSTOMER, after, replacing=before)

    world.accept([order("small")]).finish()
    projecting(world).finish()
    world.accept([order("large", total_minor=600_000)]).finish()
    older = Call("row first", row_first)
    older.step(6)
    world.delete("large").finish()
    Call("row first", row_first).finish()
    older.finish()
    assert spend_in_the_row(world) == 1_000
    assert evaluations.of([CUSTOMER])[CUSTOMER].values["lifecycleSegment"] == "VIP"


def test_a_batchs_older_reading_is_read_again_once_its_row_was_lost(world: World) -> None:
    """Read for a whole batch, then overtaken: the first Put is lost, and the next round must not go by it again."""
    world.accept([order("first")]).finish()
    stores, tenant = world.stores, world.tenant
    projector = Projector.opened(stores, tenant, Terms(world.settings), now_ms=world.now_ms, live=True)
    seen = projector.see([CUSTOMER])
    world.accept([order("second")]).finish()
    projecting(world).finish()
    world.accept([order("third")]).finish()

    known = replace(projector, now_ms=world.now_ms).project(CUSTOMER, seen=seen)

    assert known.purchases.order_count == 3
    assert spend_in_the_row(world) == 3_000


def announced(world: World) -> Evaluation:
    return world.stores.evaluations(world.tenant).of([CUSTOMER])[CUSTOMER]


def test_a_worker_that_began_before_a_night_does_not_take_back_what_the_night_told(world: World) -> None:
    """The worker's clock stands before the day on which the customer left New; the night has told it by then."""
    world.accept([order("only")]).finish()
    projecting(world).finish()
    assert announced(world).values["lifecycleSegment"] == "New"
    world.now_ms = START_MS + world.settings.new_days * DAY_MS - 1
    slow = projecting(world)
    before, evaluations = announced(world), world.stores.evaluations(world.tenant)
    night_ms = START_MS + (world.settings.new_days + 1) * DAY_MS
    known = fold(world.stores.ledger(world.tenant).read_customer(CUSTOMER))
    told = evaluate(
        known, derive(known, world.settings, night_ms), before, night_ms, terms=Terms(world.settings), live=False
    )
    assert told is not None
    assert evaluations.put(CUSTOMER, told, replacing=before)

    slow.finish()

    assert announced(world) == told
    assert told.values["lifecycleSegment"] != "New"


def test_a_worker_whose_clock_is_behind_tells_a_change_as_of_what_was_told_last(world: World) -> None:
    """What has changed is told, though at the later instant: events of one customer never go back in time."""
    world.accept([order("only")]).finish()
    world.now_ms = START_MS + DAY_MS
    projecting(world).finish()
    told = announced(world)
    world.accept([order("large", total_minor=600_000)]).finish()
    world.now_ms = START_MS

    projecting(world).finish()

    assert announced(world).values["lifecycleSegment"] == "VIP"
    assert announced(world).at_ms == told.at_ms == START_MS + DAY_MS
    assert announced(world).n > told.n
