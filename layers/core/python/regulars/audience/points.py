"""How customers stand in loyalty programs: all of them, one after the other, each by their ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from ..crm.points import Points, points_in, wanted_programs
from ..errors import Merged, NotFound
from ..lists.list import list_customers
from ..lists.query import ListQuery
from ..loyalty.program import Versions
from ..people.customer import Customer
from ..stores.reading import Position, Reading, Step
from ..stores.shop import Shop

# Customers whose ledger one answer reads, each by a Query.
MOST_CUSTOMERS = 100


class Standing(NamedTuple):
    """A customer in one program."""

    customer_id: str
    points: Points


def list_points(
    shop: Shop, program_id: str | None, *, limit: int, after: Position, pinned: Mapping[str, Any]
) -> Reading[Standing]:
    """Customers behind a position, the latest order first, each with every program that `points_of` would give.

    A position is a customer's in the list, and how many programs of the next one were given. Raises `NotFound` for an
    unknown program.
    """
    place, given = after or (None, 0)
    listed = list_customers(shop, ListQuery(), limit=min(limit, MOST_CUSTOMERS), after=place, pinned=pinned)
    programs = wanted_programs(shop, program_id)
    found = _Standings(shop, listed, programs, named=program_id is not None, place=place, given=given)
    return Reading(found, lambda: found.complete, pins=listed.pins)


class _Standings:
    """`complete` once every customer of the list was read."""

    def __init__(
        self,
        shop: Shop,
        listed: Reading[Customer],
        programs: Collection[Versions],
        *,
        named: bool,
        place: Position,
        given: int,
    ) -> None:
        self._shop, self._listed = shop, listed
        self._programs, self._named = programs, named
        self._place, self._given = place, given
        self.complete = False

    def __iter__(self) -> Iterator[Step[Standing]]:
        place, given, read = self._place, self._given, 0
        steps = iter(self._listed.steps)
        for behind, customer in steps:
            standings = self._standings(customer.facts.customer_id) if customer else []
            for number, one in enumerate(standings[given:], given + 1):
                yield ([behind, 0] if number == len(standings) else [place, number]), one
            if len(standings) <= given:
                yield [behind, 0], None
            place, given = behind, 0
            read += customer is not None
            if read == MOST_CUSTOMERS:
                break
        self.complete = next(steps, None) is None and self._listed.ends()

    def _standings(self, customer_id: str) -> list[Standing]:
        """None of somebody who has gone, or was merged, since they were listed."""
        try:
            found = points_in(self._shop, customer_id, self._programs, named=self._named)
        except (NotFound, Merged):
            return []
        return [Standing(customer_id, one) for one in found]
