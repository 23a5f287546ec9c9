"""What a night announces: whom time has moved, by the ledger, and nothing over what was announced after its instant."""

from __future__ import annotations

from dataclasses import replace

import pytest
from regulars.facts.customer import FactsRow
from regulars.facts.time import DAY_MS, HOUR_MS, MINUTE_MS
from regulars.nightly.announce import Announced, Announcer
from regulars.nightly.work import open_night
from regulars.scoring.derive import Scores, derive
from regulars.scoring.evaluate import Evaluation
from regulars.stores.rows.pages import RowPage
from regulars.stores.rows.rows import Rows

from testing.announcements import announcement
from testing.builders import NOW_MS, an_order
from testing.machines.night_by_turns import NightMachine

LATER_MS = NOW_MS + 100 * DAY_MS


def new_customer(night: NightMachine, customer_id: str = "ann") -> Evaluation:
    night.take(an_order(f"of {customer_id}", customer_id, written_ms=NOW_MS - HOUR_MS))
    told = night.evaluation(customer_id)
    assert told is not None
    assert (told.values["lifecycleSegment"], told.job) == ("New", None)
    night.now_ms = LATER_MS
    return told


def test_who_became_dormant_is_announced_once(night: NightMachine) -> None:
    new_customer(night)

    counts = [night.night(f"night-{number}").counts.written for number in range(3)]

    assert counts == [1, 0, 0]
    told = night.evaluation("ann")
    assert told == announcement("Dormant", LATER_MS, job="night-0")


def test_what_was_announced_after_the_instant_of_the_night_is_left_alone(night: NightMachine) -> None:
    told = new_customer(night)
    newer = announcement("VIP", LATER_MS + 1)
    evaluations = night.stores.evaluations(night.tenant)
    assert evaluations.put("ann", newer, replacing=told)

    assert night.night().counts.written == 0
    assert night.evaluation("ann") == newer

    night.now_ms += 1
    assert night.night("night-2").counts.written == 1, "at the very instant they are compared"


def test_who_was_never_announced_is_and_makes_no_event(night: NightMachine) -> None:
    new_customer(night)
    night.stores.dynamodb.delete_item(
        TableName="evaluations", Key={name: night.items("evaluations")[0][name] for name in ("pk", "sk")}
    )

    assert night.night().counts.written == 1

    assert night.evaluation("ann") == announcement("Dormant", LATER_MS, silent=True, job="night-1")


@pytest.mark.parametrize("goes_on_after_ms", [0, 3 * HOUR_MS])
def test_nobody_is_armed_for_an_hour_that_was_over_when_the_night_came_to_them(
    night: NightMachine, goes_on_after_ms: int
) -> None:
    night.take(an_order("1", "ann", ordered_at_ms=NOW_MS))
    night.stores.evaluations(night.tenant).forget(["ann"])
    # Their lifecycle segment changes half an hour after the night's instant.
    turns_ms = NOW_MS + (night.settings.new_days + 1) * DAY_MS
    night.now_ms = turns_ms - HOUR_MS // 2
    night.start("night-1")
    night.step("night-1", "plan")

    night.now_ms += goes_on_after_ms
    night.turn("night-1", 0, 0)

    told = night.evaluation("ann")
    assert told is not None
    assert told.armed == max(turns_ms, night.now_ms) // HOUR_MS
    assert [entry.customer_id for page in night.stores.evaluations(night.tenant).due.of(told.armed) for entry in page]


def test_a_row_that_is_behind_the_ledger_announces_nothing(night: NightMachine) -> None:
    """A projection announces before it puts the row. By the row alone the night would take back what it has told."""
    told = new_customer(night)
    night.store(an_order("2", "ann", ordered_at_ms=LATER_MS - HOUR_MS, total_minor=900_000, written_ms=LATER_MS - 9))
    projected = announcement("VIP", LATER_MS - 5)
    assert night.stores.evaluations(night.tenant).put("ann", projected, replacing=told)

    assert night.night().counts.written == 0

    assert night.evaluation("ann") == projected


def test_an_announcement_that_was_replaced_meanwhile_is_lost_and_not_counted(night: NightMachine) -> None:
    told = new_customer(night)
    newer = announcement("Active", LATER_MS - 5)
    night.stores.evaluations(night.tenant).put("ann", newer, replacing=told)
    announcer, row, scores = announcing(night)

    assert announcer.announce(row, row.facts, scores, told) == 0

    assert night.evaluation("ann") == newer
    assert announcer.overtaken(night.stores.rows(night.tenant)) == []


def test_whom_somebody_projects_while_they_are_announced_is_projected_once_more(night: NightMachine) -> None:
    """That projection may have compared with what was announced before."""
    told = new_customer(night)
    announcer, row, scores = announcing(night)

    assert announcer.announce(row, row.facts, scores, told) == 1
    assert announcer.overtaken(night.stores.rows(night.tenant)) == []
    night.now_ms += MINUTE_MS
    night.project("ann")

    assert announcer.overtaken(night.stores.rows(night.tenant)) == ["ann"]


def announcing(night: NightMachine) -> tuple[Announcer, FactsRow, Scores]:
    night.start("night-1")
    night.step("night-1", "plan")
    opened = open_night(night.stores, night.tenant.id, "night-1")
    announcer = Announcer(opened, stores=night.stores, clock=lambda: night.now_ms)
    row = night.rows()["ann"]
    return announcer, row, derive(row.facts, night.settings, LATER_MS)


def test_whom_a_projection_overtakes_waits_in_the_bulk_queue(
    night: NightMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_customer(night)
    night.start("night-1")
    night.step("night-1", "plan")
    older = [replace(row, revision=1) for row in night.rows().values()]
    monkeypatch.setattr(Rows, "shard_page", lambda *_, **__: RowPage(older, None, 0))

    night.turn("night-1", 0, 0)

    assert night.sent() == ["ann"]
    assert night.job("night-1").counts[3:] == (1, 0, 0)


def test_what_is_told_of_customers_beside_their_rows_is_their_own(night: NightMachine) -> None:
    for one in ("ann", "bob", "dan", "eve"):
        new_customer(night, one)
        night.now_ms = NOW_MS
    evaluations = night.stores.evaluations(night.tenant)

    whole = Announced(evaluations, range(64))
    behind = Announced(evaluations, range(64), {"pk": {"S": "shard"}, "sk": {"S": "bob"}})

    # Of dan the row cannot be read, or they are of another shard in the same bucket; carl was never announced.
    assert [whole.of(one) for one in ("ann", "bob", "carl", "eve", "zoe")] == [
        night.evaluation("ann"),
        night.evaluation("bob"),
        None,
        night.evaluation("eve"),
        None,
    ]
    assert [behind.of(one) for one in ("carl", "dan")] == [None, night.evaluation("dan")]


def test_who_is_announced_after_the_night_has_read_what_they_were_is_left_to_them_who_did(
    night: NightMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_customer(night, "ann")
    night.now_ms = NOW_MS
    told = new_customer(night, "bob")
    newer = announcement("VIP", LATER_MS - 1)
    derived: list[Evaluation | None] = []
    of = Announced.of

    def then_announced(self: Announced, customer_id: str) -> Evaluation | None:
        derived.append(of(self, customer_id))
        if customer_id == "ann":
            assert night.stores.evaluations(night.tenant).put("bob", newer, replacing=told)
        return derived[-1]

    monkeypatch.setattr(Announced, "of", then_announced)

    assert night.night().counts.written == 1, "ann alone"
    assert derived[1] == told
    assert night.evaluation("bob") == newer
