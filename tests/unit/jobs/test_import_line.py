"""Who is next among the imports of all tenants, whatever comes and ends in whatever order."""

from __future__ import annotations

from collections import Counter

from hypothesis import given as for_any
from hypothesis import strategies as st
from regulars.facts.tenant import TENANT_ID
from regulars.jobs import line
from regulars.jobs.kind import Line
from regulars.jobs.line import Change, ended, in_line, position
from regulars.stores import keys
from regulars.stores.tenant.job_turns import Attempt, Turn, Turns

LINE = Line(at_once=lambda stores: 4)


def asked(one: Attempt) -> Change:
    return line.asked(one, LINE)


def given(turns: Turns, *, most: int, now_ms: int) -> Turns:
    return line.given(turns, most=most, of_tenant=LINE.of_tenant, now_ms=now_ms)


def attempt(tenant_id: str, number: int) -> Attempt:
    return Attempt(tenant_id, f"import-{number}", 1)


def of(turns: Turns) -> Counter[str]:
    """How many run, by tenant."""
    return Counter(turn.attempt.tenant_id for turn in turns.running)


STEPS = st.lists(st.one_of(st.sampled_from("abc"), st.integers(0, 20)), max_size=80)


@for_any(most=st.integers(1, 9), steps=STEPS)
def test_both_bounds_hold_no_place_stays_free_and_nobody_is_overtaken_by_who_has_more(
    most: int, steps: list[str | int]
) -> None:
    """A letter is a file of that tenant, a number the end of whoever runs there."""
    turns = Turns()
    for number, step in enumerate(steps):
        if isinstance(step, str):
            turns = asked(attempt(step, number))(turns)
        elif turns.running:
            turns = ended(turns.running[step % len(turns.running)].attempt)(turns)
        before, turns = turns, given(turns, most=most, now_ms=number)

        running = of(turns)
        assert len(turns.running) <= most
        assert max(running.values(), default=0) <= LINE.of_tenant
        could = {one.tenant_id for one in turns.waiting if running[one.tenant_id] < LINE.of_tenant}
        assert not could or len(turns.running) == most
        for turn in turns.running[len(before.running) :]:
            assert running[turn.attempt.tenant_id] <= min((running[one] for one in could), default=most) + 1
        for tenant_id in "abc":
            came = [one for one in turns.waiting if one.tenant_id == tenant_id]
            assert came == sorted(came, key=lambda one: int(one.job_id.removeprefix("import-")))
            assert came == [one for one in in_line(turns) if one.tenant_id == tenant_id]
        assert sorted(in_line(turns)) == sorted(turns.waiting)


@for_any(waiting=st.lists(st.sampled_from("abc"), max_size=30), running=st.lists(st.sampled_from("abc"), max_size=9))
def test_a_position_is_one_more_than_those_that_get_their_turn_before(waiting: list[str], running: list[str]) -> None:
    waits = tuple(attempt(tenant_id, number) for number, tenant_id in enumerate(waiting))
    turns = Turns(tuple(Turn(attempt(one, 100 + number), 0) for number, one in enumerate(running)), waits)
    order = list(in_line(turns))

    assert [position(turns, one) for one in order] == list(range(1, len(order) + 1))
    assert position(turns, attempt("a", 999)) is None


def test_within_tenants_that_have_as_many_running_the_first_file_is_next() -> None:
    turns = Turns(waiting=tuple(attempt(tenant_id, number) for number, tenant_id in enumerate("aabac")))

    assert "".join(one.tenant_id for one in in_line(turns)) == "abcaa"


def test_who_has_waited_longest_is_not_overtaken_for_ever_by_those_who_keep_coming() -> None:
    """Each import ends some time; then its tenant has as few running as a new one, and came first."""
    turns = given(Turns(waiting=(attempt("a", 0), attempt("b", 1))), most=2, now_ms=0)
    turns = asked(attempt("a", 2))(turns)
    for number in range(3, 9):
        turns = given(asked(attempt(f"c{number}", number))(turns), most=2, now_ms=0)

    turns = given(ended(attempt("a", 0))(turns), most=2, now_ms=0)

    assert turns.running[-1].attempt == attempt("a", 2)


def test_a_tenant_cannot_fill_the_line_and_the_line_has_an_end() -> None:
    turns = Turns()
    for number in range(LINE.wait_of_tenant + 1):
        turns = asked(attempt("a", number))(turns)
    assert len(turns.waiting) == LINE.wait_of_tenant
    assert asked(attempt("b", 0))(turns).holds(attempt("b", 0))

    full = Turns(waiting=tuple(attempt(f"t{number}", number) for number in range(LINE.wait)))

    assert asked(attempt("late", 0))(full) == full


def test_no_tenant_lies_under_the_key_of_the_turns_and_the_api_may_write_it() -> None:
    key = keys.job_turns("import")["pk"]

    assert not TENANT_ID.fullmatch(key)
    assert not key.startswith("~")
