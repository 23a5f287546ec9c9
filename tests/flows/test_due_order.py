"""What is announced because time passed is announced once and by the end of its hour: schedules that would lose it, or
tell it twice, if any step stood elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from regulars.config import Names
from regulars.crm.loyalty_programs import create_program
from regulars.errors import TermsOutdated
from regulars.facts.order import Lane, Order, OrderStatus
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, HOUR_MS, MINUTE_MS
from regulars.loyalty.program import ProgramType
from regulars.projection.due import LONGEST_LIFE_MS, DueNotSent, send_due
from regulars.projection.project import Projector
from regulars.scoring.evaluate import Evaluation, Reason, Revision, Terms
from regulars.stores.due_entries import DueEntry
from regulars.stores.evaluations import Evaluations

from testing.aws.tenants import make_tenant
from testing.pipeline.gate import Call
from testing.pipeline.world import START_MS, World
from testing.shops import shop_of

CUSTOMER = "ann"
SETTLED_MS = LONGEST_LIFE_MS + 2 * MINUTE_MS


@pytest.fixture
def world(aws: Names) -> Iterator[World]:
    world = World(aws, "acme")
    yield world
    world.forget()


def order(order_id: str, world: World, *, days_ago: int = 0) -> Order:
    return Order(
        order_id=order_id,
        customer_id=CUSTOMER,
        ordered_at_ms=world.now_ms - days_ago * DAY_MS,
        status=OrderStatus.PAID,
        lines=(),
        arrived_ms=world.now_ms,
        written_ms=world.now_ms,
        lane=Lane.LIVE,
        total_minor=1_000,
    )


def projecting(world: World, *, revision: Revision = Revision()) -> Call:  # noqa: B008
    """The product's own loop, parked before its first request."""
    terms = Terms(world.settings, revision=revision)
    projector = Projector.opened(world.stores, world.tenant, terms, now_ms=world.now_ms, live=True)
    return Call("project", lambda: projector.project(CUSTOMER))


def told(world: World) -> Evaluation:
    return world.stores.evaluations(world.tenant).of([CUSTOMER])[CUSTOMER]


def segment(world: World) -> object:
    return told(world).values["lifecycleSegment"]


def entries(world: World, *hours: int) -> list[DueEntry]:
    due = world.stores.evaluations(world.tenant).due
    return [entry for hour in hours for page in due.of(hour) for entry in page]


def tick(world: World) -> int:
    """The five minutes' call, and all that follows from it; how many it sent on."""
    sent = send_due(world.stores, now_ms=world.now_ms, out_of_time=lambda: False)
    world.flow()
    return sent


def until_over(world: World, hour: int) -> None:
    """A margin for clocks after an hour."""
    world.now_ms = (hour + 1) * HOUR_MS + MINUTE_MS


def becomes_active_ms(world: World, first_ms: int = START_MS) -> int:
    return first_ms + (world.settings.new_days + 1) * DAY_MS


def arrives(world: World) -> int:
    """An order comes and is projected: they are new. The hour in which they will be no longer."""
    world.accept([order("1", world)]).finish()
    world.flow()
    assert segment(world) == "New"
    return becomes_active_ms(world) // HOUR_MS


def test_who_changes_because_time_passes_is_told_by_the_end_of_the_hour_once_with_the_reason(world: World) -> None:
    hour = arrives(world)
    assert told(world).armed == hour

    world.now_ms = (hour + 1) * HOUR_MS
    assert tick(world) == 0, "a margin for clocks"
    until_over(world, hour)
    assert tick(world) == 1

    assert segment(world) == "Active"
    assert told(world).reason is Reason.TIME_PASSED
    first = told(world)
    assert tick(world) == 0, "the hour was looked at"
    world.now_ms += HOUR_MS
    assert tick(world) == 0
    assert told(world) == first


def test_points_that_begin_to_lapse_are_told_by_the_end_of_the_hour(world: World) -> None:
    fields = {"name": "Club", "type": ProgramType.POINTS, "from_ms": 0, "expiry_days": 60}
    name = f"lapsing:{create_program(shop_of(world.stores, world.tenant.id, world.now_ms), fields, by=None).id}"
    arrives(world)
    hour = (START_MS + 30 * DAY_MS) // HOUR_MS

    until_over(world, hour - 1)
    tick(world)
    assert (told(world).values[name], told(world).armed) == (0, hour)
    until_over(world, hour)
    tick(world)

    assert (told(world).values[name], told(world).reason) == (10, Reason.TIME_PASSED)


def test_nobody_is_looked_at_before_and_an_entry_goes_with_the_visit_after(world: World) -> None:
    hour = arrives(world)
    until_over(world, hour - 1)
    assert tick(world) == 0
    assert len(entries(world, hour)) == 1

    until_over(world, hour)
    tick(world)
    assert len(entries(world, hour)) == 1, "somebody who began before may still go by it"
    world.now_ms += HOUR_MS
    tick(world)
    assert entries(world, hour) == []


def test_an_order_that_postpones_the_change_writes_nothing_more_and_the_visit_arms_anew(world: World) -> None:
    """They are Active; each order moves the day on which they would be Dormant."""
    arrives(world)
    until_over(world, told(world).armed or 0)
    tick(world)
    armed, before = told(world).armed, told(world)
    assert armed == (START_MS + (world.settings.dormant_days + 1) * DAY_MS) // HOUR_MS
    world.now_ms += DAY_MS
    world.accept([order("2", world)]).finish()
    second_ms = world.now_ms
    projecting(world).finish()
    assert told(world) == before

    until_over(world, armed)
    assert tick(world) == 1
    assert segment(world) == "Active"
    assert told(world).armed == (second_ms + (world.settings.dormant_days + 1) * DAY_MS) // HOUR_MS


def test_a_change_that_comes_earlier_than_it_was_armed_for_is_armed_at_once(world: World) -> None:
    """The newest order is deleted: they will be Dormant by the one before, and nobody else would come so early."""
    becomes_dormant_ms = START_MS + (world.settings.dormant_days + 1) * DAY_MS
    arrives(world)
    world.now_ms = START_MS + (world.settings.new_days + 2) * DAY_MS
    world.accept([order("2", world)]).finish()
    world.flow()
    assert segment(world) == "Active"
    later = told(world).armed
    assert later is not None
    assert later > becomes_dormant_ms // HOUR_MS

    world.delete("2").finish()
    world.flow()
    assert (segment(world), told(world).armed) == ("Active", becomes_dormant_ms // HOUR_MS)
    until_over(world, becomes_dormant_ms // HOUR_MS)
    assert tick(world) == 1
    assert segment(world) == "Dormant"


def test_killed_between_entry_and_evaluation_the_repeat_arms_and_the_change_is_told(world: World) -> None:
    world.accept([order("1", world)]).finish()
    slow = projecting(world)
    while slow.operation != "PutItem" or not entries(world, becomes_active_ms(world) // HOUR_MS):
        slow.step()
    slow.crash()
    assert world.stores.evaluations(world.tenant).of([CUSTOMER]) == {}

    projecting(world).finish()
    until_over(world, told(world).armed or 0)
    tick(world)
    assert segment(world) == "Active"


def test_an_entry_whose_evaluation_is_on_its_way_is_left_alone(world: World) -> None:
    """A worker puts the entry and stalls; the visit finds nobody announced. Removed at once it would be lost."""
    # They become Active within this very hour, the last but for a minute.
    hour = START_MS // HOUR_MS
    world.now_ms = (hour + 1) * HOUR_MS - MINUTE_MS
    new_for_ms = (world.settings.new_days + 1) * DAY_MS
    first = replace(order("1", world), ordered_at_ms=world.now_ms - new_for_ms + MINUTE_MS // 2)
    world.accept([first]).finish()
    slow = projecting(world)
    while not entries(world, hour):
        slow.step()
    [entry] = entries(world, hour)
    until_over(world, hour)

    assert send_due(world.stores, now_ms=world.now_ms, out_of_time=lambda: False) == 0
    assert entries(world, hour) == [entry]
    slow.finish()
    assert segment(world) == "New"
    world.now_ms += HOUR_MS
    assert tick(world) == 1
    assert segment(world) == "Active"


def test_a_worker_of_an_older_clock_does_not_take_back_what_the_visit_told(world: World) -> None:
    """It began before the hour was over, and derives after the visit has told."""
    hour = arrives(world)
    world.now_ms = becomes_active_ms(world) - MINUTE_MS
    slow = projecting(world)
    until_over(world, hour)
    tick(world)
    after = told(world)
    assert after.values["lifecycleSegment"] == "Active"

    slow.finish()
    assert told(world) == after


def test_hours_in_which_nobody_looked_are_made_up_for(world: World) -> None:
    hour = arrives(world)
    until_over(world, hour + 70)

    assert tick(world) == 1
    assert segment(world) == "Active"


def test_who_is_put_into_an_hour_that_is_over_already_is_found(world: World) -> None:
    """A worker chose the hour before it ended, and wrote after the visit."""
    hour = arrives(world)
    until_over(world, hour)
    tick(world)
    due = world.stores.evaluations(world.tenant).due
    evaluations, before = world.stores.evaluations(world.tenant), told(world)
    due.put(CUSTOMER, hour, world.now_ms)
    late = replace(before, values={**before.values, "lifecycleSegment": "New"}, armed=hour, n=before.n + 1)
    assert evaluations.put(CUSTOMER, late, replacing=before)

    world.now_ms += HOUR_MS
    assert tick(world) == 1
    assert segment(world) == "Active"


def test_whoever_goes_by_older_settings_speaks_no_more_once_somebody_went_by_newer_ones(world: World) -> None:
    arrives(world)
    old = projecting(world, revision=Revision(1, 0))
    projecting(world, revision=Revision(2, 0)).finish()
    assert told(world).revision == Revision(2, 0), "although no value changed"

    with pytest.raises(TermsOutdated):
        old.finish()
    with pytest.raises(TermsOutdated):
        projecting(world, revision=Revision(1, 7)).finish()


def test_who_has_nothing_to_wait_for_is_armed_no_more(world: World) -> None:
    arrives(world)
    for _ in range(4):
        until_over(world, told(world).armed or 0)
        tick(world)
        if segment(world) == "Dormant" and told(world).armed is None:
            break

    assert (segment(world), told(world).armed) == ("Dormant", None)


def test_a_tenant_that_is_gone_is_forgotten(world: World) -> None:
    arrives(world)
    until_over(world, told(world).armed or 0)
    world.stores.dynamodb.delete_item(
        TableName=world.stores.names.tenants_table, Key={"pk": {"S": "acme"}, "sk": {"S": "tenant"}}
    )

    assert send_due(world.stores, now_ms=world.now_ms, out_of_time=lambda: False) == 0
    assert list(world.stores.due_tenants.all()) == []


def test_without_time_left_a_tenant_is_looked_at_next_time(world: World) -> None:
    hour = arrives(world)
    until_over(world, hour)

    assert send_due(world.stores, now_ms=world.now_ms, out_of_time=lambda: True) == 0
    assert tick(world) == 1


def test_a_tenant_that_breaks_off_holds_up_nobody_and_the_round_fails_in_the_end(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    hour = arrives(world)
    first, evaluations = make_tenant(world.stores, "aaa"), world.stores.evaluations
    evaluations(first).due.put(CUSTOMER, hour, START_MS)
    assert [one.tenant_id for one in world.stores.due_tenants.all()] == ["aaa", "acme"]
    until_over(world, hour)

    def broken(tenant: Tenant) -> Evaluations:
        if tenant.id == "aaa":
            raise RuntimeError(CUSTOMER)
        return evaluations(tenant)

    with monkeypatch.context() as patched:
        patched.setattr(world.stores, "evaluations", broken)
        with pytest.raises(DueNotSent, match=r"broke off: 1\. .* sent on: 1\."):
            tick(world)
    world.flow()

    assert segment(world) == "Active"
    [line] = [vars(record) for record in caplog.records if record.message == "tenant.failed"]
    assert (line["tenant"], line["error"]) == ("aaa", "RuntimeError")
    assert CUSTOMER not in str(line)
    assert [one.tenant_id for one in world.stores.due_tenants.all() if one.seen < hour] == ["aaa"]
    assert tick(world) == 0
    assert [one for one in world.stores.due_tenants.all() if one.seen < hour] == []
