"""What is announced of a customer, with hysteresis, and what consumers are told of it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts
from regulars.facts.time import DAY_MS
from regulars.scoring.announced import ANNOUNCED, Announced, Value
from regulars.scoring.derive import derive
from regulars.scoring.evaluate import Change, Evaluation, Terms, changes, evaluate
from regulars.scoring.settings import Settings

from testing.announcements import announcement, values
from testing.builders import NOW_MS, an_order, facts_of

SETTINGS = Settings.defaults(2)
LATCH = Announced(
    "manyOrders",
    lambda facts, scores, now_ms: facts.purchases.order_count,
    lambda facts, settings, now_ms: (),
    # On from eight orders, off again below six.
    lambda before, orders: isinstance(orders, int) and orders >= (6 if before else 8),
)
WITH_LATCH = (*ANNOUNCED, LATCH)


def orders(count: int) -> CustomerFacts:
    """A customer with so many orders, the last a day ago."""
    found: CustomerFacts = facts_of(*(an_order(f"{number}") for number in range(count)))
    return found


def evaluated(
    facts: CustomerFacts,
    previous: Evaluation | None = None,
    now_ms: int = NOW_MS,
    *,
    live: bool = True,
    announced: tuple[Announced, ...] = ANNOUNCED,
) -> Evaluation | None:
    """What is announced, but for the hour that they are due in: None where no value changed."""
    terms = Terms(SETTINGS, announced)
    found = evaluate(facts, derive(facts, SETTINGS, now_ms), previous, now_ms, terms=terms, live=live)
    if found is None or (previous is not None and found.values == previous.values):
        return None
    return replace(found, armed=None)


def test_what_is_announced_is_the_lifecycle_segment_and_a_high_churn_risk() -> None:
    assert evaluated(orders(1)) == announcement("New", NOW_MS)


def test_every_announced_value_has_a_name_of_its_own() -> None:
    assert len({one.name for one in ANNOUNCED}) == len(ANNOUNCED)


def test_a_customer_without_anything_stored_is_not_announced_and_one_who_lost_everything_is() -> None:
    nobody = CustomerFacts("ann")

    assert evaluated(nobody) is None
    assert evaluated(nobody, announcement("New", NOW_MS - 5)) == announcement(None, NOW_MS)
    assert evaluated(nobody, announcement(None, NOW_MS - 5)) is None


def test_nothing_is_announced_where_no_value_changed() -> None:
    first = evaluated(orders(1))

    assert evaluated(orders(2), first, NOW_MS + DAY_MS) is None
    assert evaluated(orders(2), first, NOW_MS + 100 * DAY_MS) == announcement("Dormant", NOW_MS + 100 * DAY_MS)


def test_an_announcement_never_goes_back_in_time_and_its_number_always_rises() -> None:
    told = evaluated(orders(1), announcement("VIP", NOW_MS + 7, NOW_MS + 9))

    assert told == announcement("New", NOW_MS + 7, NOW_MS + 10)


def test_hysteresis_goes_by_what_was_announced_last() -> None:
    """Between its two bounds a value stays as it was announced, on its way up and on its way down."""
    told: Evaluation | None = None
    seen = []
    for count in (5, 6, 7, 8, 7, 6, 7, 5, 6, 7, 8):
        told = evaluated(orders(count), told, announced=WITH_LATCH) or told
        assert told is not None
        seen.append(told.values["manyOrders"])

    assert seen == [False, False, False, True, True, True, True, False, False, False, True]


def test_a_value_that_is_newly_declared_is_stored_and_nobody_is_told() -> None:
    before = announcement("New", NOW_MS - 5)

    after = evaluated(orders(9), before, announced=WITH_LATCH)

    assert after is not None
    assert after.values == values("New") | {"manyOrders": True}
    assert changes(before, after) == ()
    later = evaluated(orders(5), after, announced=WITH_LATCH)
    assert later is not None
    assert changes(after, later) == (Change("manyOrders", True, False),)


def test_a_value_that_is_no_longer_declared_leaves_and_nobody_is_told() -> None:
    before = Evaluation(values("New") | {"gone": 3}, NOW_MS - 5, NOW_MS - 5, silent=False)

    after = evaluated(orders(1), before)

    assert after == announcement("New", NOW_MS)
    assert changes(before, announcement("New", NOW_MS)) == ()


def test_changes_are_those_of_the_values_that_differ() -> None:
    new, vip, nobody = announcement("New", 1), announcement("VIP", 2), announcement(None, 3)

    assert changes(new, vip) == (Change("lifecycleSegment", "New", "VIP"),)
    assert changes(vip, nobody) == (Change("lifecycleSegment", "VIP", None), Change("highChurnRisk", False, None))
    assert changes(nobody, vip) == (Change("lifecycleSegment", None, "VIP"), Change("highChurnRisk", None, False))
    assert changes(new, announcement("New", 9)) == ()


def test_a_first_announcement_changes_every_value_it_has_unless_it_is_silent() -> None:
    live, bulk = evaluated(orders(1)), evaluated(orders(1), live=False)

    assert live is not None
    assert bulk is not None
    assert changes(None, live) == (Change("lifecycleSegment", None, "New"), Change("highChurnRisk", None, False))
    assert changes(None, bulk) == ()
    assert changes(None, Evaluation({"none": None, "one": 1}, 1, 1, silent=False)) == (Change("one", None, 1),)


VALUES: st.SearchStrategy[dict[str, Value]] = st.dictionaries(
    st.sampled_from("abc"), st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["x", "y"])
)


@given(before=VALUES, after=VALUES)
def test_the_changes_lead_from_one_announcement_to_the_next(before: dict[str, Value], after: dict[str, Value]) -> None:
    found = changes(Evaluation(before, 1, 1, silent=False), Evaluation(after, 2, 2, silent=False))

    assert all(change.before == before[change.name] != change.after for change in found)
    both = {name: value for name, value in before.items() if name in after}
    assert both | {change.name: change.after for change in found} == {name: after[name] for name in both}
