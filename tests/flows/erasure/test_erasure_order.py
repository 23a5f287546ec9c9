"""Why an erasure puts tombstones first, sweeps twice and settles in between: schedules in which less leaves something.

E1 to E7 are the names of the protocol's counter-examples (docs/decisions.md, A person is erased in two sweeps).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from regulars.config import Names
from regulars.crm.merges import merge_customers
from regulars.erasing.files import sweep_files
from regulars.erasing.work import open_work
from regulars.exporting.ask import ask_for_export
from regulars.exporting.request import ExportRequest, Format
from regulars.facts.record import CustomerRecord, Erased
from regulars.facts.tenant import bucket_of
from regulars.facts.time import DAY_MS, HOUR_MS, MINUTE_MS
from regulars.projection import reading as reading_module
from regulars.projection.project import Projector
from regulars.scoring.evaluate import Terms
from regulars.stores.keys import lake_object
from regulars.stores.ledger import Ledger
from regulars.stores.registry import ROSTER_BUCKETS

from testing.aws.bus import Listener
from testing.builders import an_order
from testing.everywhere import hits
from testing.machines.erasures import ErasureMachine
from testing.machines.exports import exported, run_exports
from testing.pipeline.gate import Call, up_to
from testing.pipeline.world import World
from testing.shops import shop_of

ANN = "ann-zq1"
FIRST, WAIT, SECOND = ("wait", "mark", "sweep"), ("settle",), ("sweep_again", "finish")


@pytest.fixture
def world(aws: Names, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr("regulars.stores.machines.Machine.start", lambda *_: None)
    monkeypatch.setattr("regulars.erasing.sweep.DUE_AHEAD_MS", DAY_MS)
    world = World(aws, "acme")
    Listener(world.stores)
    an_order_comes(world, "o1").finish()
    world.flow()
    yield world
    world.forget()


@pytest.fixture
def machine(world: World) -> ErasureMachine:
    return ErasureMachine(world.stores, world.tenant, now_ms=lambda: world.now_ms, advance=world.advance)


def an_order_comes(world: World, order_id: str, customer_id: str = ANN) -> Call:
    now = {"arrived_ms": world.now_ms, "written_ms": world.now_ms, "ordered_at_ms": world.now_ms - HOUR_MS}
    return world.accept([an_order(order_id, customer_id, **now)])


def projecting(world: World) -> Call:
    projector = Projector.opened(world.stores, world.tenant, Terms(world.settings), now_ms=world.now_ms, live=True)
    return Call("project", lambda: projector.project(ANN))


def left(world: World) -> set[str]:
    """The tables in which their id stands."""
    return {one.partition(":")[0] for one in hits([ANN])}


# E1: a call that has looked for a tombstone before there was one writes after the first sweep.


def an_order_that_was_looked_at_before_comes_after_the_sweep(world: World, machine: ErasureMachine) -> str:
    slow = up_to(an_order_comes(world, "o2"), "PutItem")
    job_id = machine.ask(ANN)
    machine.run(job_id, *FIRST)
    assert "ledger" not in left(world)
    slow.finish()
    return job_id


def test_e1_one_sweep_would_leave_what_an_older_view_writes(world: World, machine: ErasureMachine) -> None:
    an_order_that_was_looked_at_before_comes_after_the_sweep(world, machine)

    assert {"ledger", "registry"} <= left(world)


def test_e1_the_second_sweep_finds_it_and_until_then_nobody_is_answered(world: World, machine: ErasureMachine) -> None:
    job_id = an_order_that_was_looked_at_before_comes_after_the_sweep(world, machine)
    assert not world.stores.ledger(world.tenant).read_customer(ANN).known
    world.flow()
    assert not any(row.facts.known for row in world.stores.rows(world.tenant).all())

    machine.run(job_id, *WAIT, *SECOND)
    world.flow()

    assert left(world) == set()


# E2, E5: what was folded before the tombstone announces after the first sweep, whatever an order's transaction checks.


def a_projection_from_before_announces_after_the_sweep(world: World, machine: ErasureMachine) -> str:
    an_order_comes(world, "o2").finish()
    evaluations = world.stores.evaluations(world.tenant)
    evaluations.forget([ANN])
    slow = up_to(projecting(world), "PutItem")
    job_id = machine.ask(ANN)
    machine.run(job_id, *FIRST)
    assert "evaluations" not in left(world)
    slow.finish()
    return job_id


def test_e2_one_sweep_would_leave_what_an_older_view_announces(world: World, machine: ErasureMachine) -> None:
    a_projection_from_before_announces_after_the_sweep(world, machine)

    assert "evaluations" in left(world)
    assert not any(row.facts.known for row in world.stores.rows(world.tenant).all()), "its row has lost"


def test_e2_the_second_sweep_takes_the_announcement_too(world: World, machine: ErasureMachine) -> None:
    job_id = a_projection_from_before_announces_after_the_sweep(world, machine)

    machine.run(job_id, *WAIT, *SECOND)
    world.flow()

    assert left(world) == set()


# E3: a message that comes late finds a settled tombstone, and writes not even an emptied row.


def a_message_comes_late(world: World, machine: ErasureMachine) -> set[str]:
    machine.run(machine.ask(ANN))
    world.flow()
    world.now_ms += HOUR_MS
    projecting(world).finish()
    return left(world)


def test_e3_a_late_message_writes_nothing_at_all(world: World, machine: ErasureMachine) -> None:
    assert a_message_comes_late(world, machine) == set()


def test_e3_a_tombstone_that_never_settles_would_have_a_late_message_write_an_emptied_row(
    world: World, machine: ErasureMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsettled(monkeypatch)

    assert a_message_comes_late(world, machine) == {"facts"}


def unsettled(monkeypatch: pytest.MonkeyPatch) -> None:
    original = Ledger.read_customer

    def read(self: Ledger, *args: object, **kwargs: object) -> CustomerRecord:
        record = original(self, *args, **kwargs)  # type: ignore[arg-type]
        return CustomerRecord(record.customer_id, erased=Erased.BEGUN) if record.erased else record

    monkeypatch.setattr(Ledger, "read_customer", read)


# E7: a projection that does not ask for the tombstone puts a row of a customer who is nobody.


def test_e7_a_projection_that_looked_for_no_tombstone_would_write_the_row(
    world: World, machine: ErasureMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = reading_module.read_whole
    machine.run(machine.ask(ANN))
    monkeypatch.setattr(
        "regulars.projection.project.read_changed",
        lambda customer_id, changed, row, ledger, now_ms, erased: original(customer_id, ledger, now_ms, {}),
    )
    projecting(world).finish()

    assert left(world) == {"facts"}


# Settled before the rows go: while every generation has an emptied row, whoever has not seen it loses.


def a_message_comes_while_rows_go(world: World, machine: ErasureMachine) -> set[str]:
    job_id = machine.ask(ANN)
    machine.run(job_id, *FIRST, *WAIT)
    slow = up_to(projecting(world), "PutItem")
    machine.run(job_id, *SECOND)
    slow.finish()
    return left(world)


def test_a_message_that_has_not_seen_that_it_is_settled_loses_its_row(world: World, machine: ErasureMachine) -> None:
    assert a_message_comes_while_rows_go(world, machine) == set()


def test_rows_that_went_before_it_is_settled_would_come_back_emptied(world: World, machine: ErasureMachine) -> None:
    job_id = machine.ask(ANN)
    machine.run(job_id, *FIRST, *WAIT)
    world.stores.rows(world.tenant).forget([ANN])
    slow = up_to(projecting(world), "PutItem")
    world.stores.tombstones(world.tenant).settle(job_id)
    slow.finish()

    assert "facts" in left(world)


# The tree is read again after the tombstones: somebody who joined in between is the person, too.


def somebody_joins_amid_the_mark(world: World, machine: ErasureMachine) -> str:
    an_order_comes(world, "n1", "new-zq2").finish()
    job_id = machine.ask(ANN)
    machine.run(job_id, "wait")
    slow = up_to(Call("mark", lambda: machine.step(job_id, "mark")), "PutItem")
    merge_customers("new-zq2", ANN, ledger=world.stores.ledger(world.tenant), now_ms=world.now_ms)
    slow.finish()
    return job_id


def test_who_joins_while_tombstones_are_put_is_erased_too(world: World, machine: ErasureMachine) -> None:
    job_id = somebody_joins_amid_the_mark(world, machine)
    world.flow()

    machine.run(job_id, "sweep", *WAIT, *SECOND)
    world.flow()

    assert hits([ANN, "new-zq2"]) == []


def test_a_tree_that_is_read_once_would_leave_who_joined_meanwhile(
    world: World, machine: ErasureMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regulars.erasing.person.Person.is_part_of", lambda self, other: bool(other.ids))
    job_id = somebody_joins_amid_the_mark(world, machine)
    world.flow()

    machine.run(job_id, "sweep", *WAIT, *SECOND)

    assert hits(["new-zq2"]) != []


# Rows are emptied with the mark. A job that has begun by then is waited for; one that begins later finds nothing.


def an_export(world: World) -> dict[str, str]:
    """Asked for now."""
    shop = shop_of(world.stores, world.tenant.id, world.now_ms)
    return {"tenant": world.tenant.id, "job": ask_for_export(ExportRequest(Format.JSONL), shop).job_id}


def test_an_export_that_was_begun_before_the_mark_is_waited_for_and_its_file_goes(
    world: World, machine: ErasureMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id, export = machine.ask(ANN), an_export(world)
    monkeypatch.setattr("regulars.stores.machines.Machine.is_running", lambda *_: True)
    steps = iter(("plan", "write", "join", "finish"))

    def under(do: Callable[[], Any]) -> Any:
        """Its lines are derived before the mark, and kept an hour later."""
        call = Call("export", do)
        if next(steps) == "write":
            up_to(call, "PutObject")
            machine.run(job_id, *FIRST)
            world.now_ms += HOUR_MS
            assert machine.step(job_id, "settle")["done"] is False
        return call.finish()

    run_exports(world.stores, export, at_ms=world.now_ms, under=under)
    assert ANN.encode() in exported(world.stores, world.tenant.id)[f"{export['job']}.jsonl"]
    machine.run(job_id, *WAIT, *SECOND)

    assert left(world) == set()
    assert exported(world.stores, world.tenant.id) == {}


def test_an_export_that_was_asked_for_before_the_mark_and_begins_after_it_holds_nothing_of_them(
    world: World, machine: ErasureMachine
) -> None:
    """It is not waited for: whoever asked was killed, and begins it when asked once more."""
    job_id, export = machine.ask(ANN), an_export(world)
    machine.run(job_id)
    run_exports(world.stores, export, at_ms=world.now_ms)

    [content] = exported(world.stores, world.tenant.id).values()
    assert content == b""
    assert left(world) == set()


def an_export_two_minutes_after_the_mark(world: World, machine: ErasureMachine) -> bytes:
    job_id = machine.ask(ANN)
    machine.run(job_id, "wait", "mark")
    world.advance(2 * MINUTE_MS)
    assert world.stores.rows(world.tenant).get(ANN) is not None, "whoever reads eventually has seen it by then"
    run_exports(world.stores, an_export(world), at_ms=world.now_ms)
    [content] = exported(world.stores, world.tenant.id).values()
    return content


def test_an_export_that_was_asked_for_after_the_mark_holds_nothing_of_them(
    world: World, machine: ErasureMachine
) -> None:
    assert an_export_two_minutes_after_the_mark(world, machine) == b""


def test_rows_that_the_sweep_would_empty_are_in_it(
    world: World, machine: ErasureMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regulars.erasing.mark.empty_rows", lambda *_: None)

    assert ANN.encode() in an_export_two_minutes_after_the_mark(world, machine)


# Two erasures at once: both write over what they read, or one would bring back whom the other took out.


DUE = "answers/acme/j1/due/0000.json.gz"


def beside(world: World) -> str:
    """Somebody who lies in the same file of the lake."""
    return next(one for one in (f"bob-zq{n}" for n in range(999)) if bucket(world, one) == bucket(world, ANN))


def sweeping_files(world: World, job_id: str) -> bool:
    work = open_work(world.stores, {"tenant": world.tenant.id, "job": job_id})
    assert work is not None
    return sweep_files(work, work.marked()[0], (), lambda: False)


def test_a_file_of_the_lake_that_another_erasure_has_rewritten_meanwhile_is_read_again(world: World) -> None:
    bob, lake = beside(world), world.stores.lake(world.tenant)
    lines = b"".join(json.dumps({"customerId": one}).encode() + b"\n" for one in (ANN, bob, "cy-zq4"))
    lake.put("2025-10-15", bucket(world, ANN), iter([gzip.compress(lines)]))

    slow = up_to(Call("lake", lambda: lake.forget([ANN])), "PutObject")
    assert len(lake.forget([bob])) == 1

    assert len(slow.finish()) == 1
    key = lake_object(world.tenant.id, "2025-10-15", bucket(world, ANN))
    content = world.stores.s3.get_object(Bucket="imports", Key=key)["Body"].read()
    assert gzip.decompress(content) == b'{"customerId": "cy-zq4"}\n'


def test_a_list_of_due_pairs_that_another_erasure_has_rewritten_meanwhile_is_read_again(
    world: World, machine: ErasureMachine
) -> None:
    bob = beside(world)
    an_order_comes(world, "b1", bob).finish()
    world.flow()
    due = {"as_of": 1, "pairs": [[5, "tea", ANN], [6, "tea", bob], [7, "tea", "cy-zq4"]], "week": [0, 0, 0]}
    world.stores.s3.put_object(Bucket="imports", Key=DUE, Body=gzip.compress(json.dumps(due).encode()))
    jobs = [machine.ask(one) for one in (ANN, bob)]
    for job_id in jobs:
        machine.run(job_id, "wait", "mark")

    # Behind its count it is about to write what it has read.
    slow = up_to(Call("sweep", lambda: sweeping_files(world, jobs[0])), "PutObject", 2)
    assert sweeping_files(world, jobs[1])

    assert slow.finish()
    assert [one for one in hits([ANN, bob]) if one.startswith("imports/answers/")] == []
    assert [one for one in hits(["cy-zq4"]) if one.startswith("imports/answers/")]


def bucket(world: World, customer_id: str) -> int:
    return bucket_of(world.tenant.customer_hash(customer_id))


def test_nobody_is_on_the_roster_any_more(world: World, machine: ErasureMachine) -> None:
    machine.run(machine.ask(ANN))
    world.now_ms += 20 * MINUTE_MS
    registry = world.stores.registry(world.tenant)

    assert [one for bucket in range(ROSTER_BUCKETS) for one in registry.roster(bucket)] == []
