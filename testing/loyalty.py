"""Loyalty programs, and customers as their facts tell of them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts, PurchaseFacts, TimelineEntry
from regulars.facts.loyalty import PointsEntry
from regulars.facts.time import DAY_MS
from regulars.loyalty.program import Program, ProgramType, Versions

T0 = 1_735_689_600_000


def a_program(program_id: str = "l1", **fields: Any) -> Program:
    told = {"type": ProgramType.POINTS, "from_ms": T0, "created_ms": T0, "updated_ms": T0, **fields}
    return Program(program_id, told.pop("name", "Club"), **told)


def versions_of(program_id: str = "l1", **fields: Any) -> Versions:
    """A program that was never edited."""
    return Versions([a_program(program_id, **fields)])


def facts_of(orders: tuple[TimelineEntry, ...], entries: tuple[PointsEntry, ...] = ()) -> CustomerFacts:
    last = orders[-1].at_ms if orders else None
    first = orders[0].at_ms if orders else None
    spend = sum(one.spend_minor for one in orders)
    purchases = PurchaseFacts(len(orders), spend, 0, first, last, None, orders)
    return CustomerFacts("ann", True, purchases, loyalty=entries)


# Tenths of days, so that windows, grace and lapses meet orders and each other.
instants = st.integers(0, 200).map(lambda tenths: T0 + tenths * DAY_MS // 10)
orders = st.lists(st.builds(TimelineEntry, instants, st.integers(0, 6_000), st.just(1_000)), max_size=6).map(
    lambda found: tuple(sorted(found))
)
entries = st.lists(
    st.builds(PointsEntry, instants, st.just("l1"), st.integers(-60, 40).filter(bool), st.booleans(), st.none()).map(
        lambda one: one._replace(redeemed=one.redeemed and one.points < 0)
    ),
    max_size=4,
).map(lambda found: tuple(sorted(found)))
