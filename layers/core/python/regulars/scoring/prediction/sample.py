"""A sample of a tenant's customers that tells who ordered within a window before now: what a correction learns from."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from typing import NamedTuple, Self

from ...dataclass import dataclass
from ...facts.customer import TimelineEntry
from ...facts.time import local_day

# A window is never longer; what was bought before that is added up.
LONGEST_WINDOW_DAYS = 365
MOST_SAMPLED = 5_000
"""Whoever has the smallest keys: the same customers in whatever order parts are merged."""
# Of those that come more are let in before the largest keys go again.
_ROOM = 11 / 10


def key_of(customer_hash: str) -> int:
    """A customer's key, by the trailing bits of their hash: the leading ones say which shard they are in."""
    return int(customer_hash[-16:], 16)


class Known(NamedTuple):
    """What was known of a customer at a day: repeat purchase days and ages as the models count them, spend, orders."""

    x: int
    t_x: int
    T: int
    spend_minor: int
    orders: int


class Older(NamedTuple):
    """Purchase days of more than `LONGEST_WINDOW_DAYS` ago: how many, the age of the last one, spend and orders."""

    days: int = 0
    last_age: int = 0
    spend_minor: int = 0
    orders: int = 0


_NOTHING = Older()


class Day(NamedTuple):
    """A purchase day, `age` days ago."""

    age: int
    spend_minor: int
    orders: int


class Sampled(NamedTuple):
    """A customer's purchase days: the first one's age, what is added up, and the days since, newest last."""

    first_age: int
    older: Older
    days: tuple[Day, ...]

    @classmethod
    def of(cls, timeline: Iterable[TimelineEntry], zone: str, now_ms: int) -> Sampled:
        """Of at least one order; one that lies in the future counts as of now."""
        today = local_day(now_ms, zone)
        by_age: dict[int, tuple[int, int]] = {}
        for at_ms, spend_minor, _ in timeline:
            age = today - local_day(min(max(at_ms, 0), now_ms), zone)
            spent, orders = by_age.get(age, (0, 0))
            by_age[age] = spent + spend_minor, orders + 1
        days = [Day(age, *by_age[age]) for age in sorted(by_age, reverse=True)]
        old = [day for day in days if day.age > LONGEST_WINDOW_DAYS]
        older = _NOTHING
        if old:
            spend_minor, orders = sum(day.spend_minor for day in old), sum(day.orders for day in old)
            older = Older(len(old), old[-1].age, spend_minor, orders)
        return cls(days[0].age, older, tuple(days[len(old) :]))

    def known(self, days_ago: int) -> Known | None:
        """What was known so many days ago, at most `LONGEST_WINDOW_DAYS`; None where they had not ordered yet."""
        if self.first_age < days_ago:
            return None
        then = [day for day in self.days if day.age >= days_ago]
        last_age = then[-1].age if then else self.older.last_age
        return Known(
            x=self.older.days + len(then) - 1,
            t_x=self.first_age - last_age,
            T=self.first_age - days_ago,
            spend_minor=self.older.spend_minor + sum(day.spend_minor for day in then),
            orders=self.older.orders + sum(day.orders for day in then),
        )

    def ordered_within(self, days: int) -> bool:
        """Whether they ordered in the last so many days, today included."""
        return bool(self.days) and self.days[-1].age < days

    def numbers(self) -> array[int]:
        """All of it as it is kept: eight bytes a number, since it is of thousands of customers."""
        return array("q", (self.first_age, *self.older, *(number for day in self.days for number in day)))

    @classmethod
    def read(cls, stored: Sequence[int]) -> Sampled:
        """What `numbers` gave."""
        numbers = iter(stored[5:])
        days = tuple(Day(*day) for day in zip(numbers, numbers, numbers, strict=True))
        return cls(stored[0], Older(*stored[1:5]), days)


@dataclass(slots=True)
class Sample:
    """The customers with the smallest keys, by key: a number that belongs to the customer and nobody can choose.

    Of each their `Sampled.numbers`.
    """

    customers: dict[int, array[int]] = field(default_factory=dict)
    _beyond: int | None = None
    """No key from this one on can be among the smallest."""

    def add(self, key: int, timeline: Sequence[TimelineEntry], zone: str, now_ms: int) -> None:
        """Counts a customer in; one without a counted order is in no sample."""
        if timeline and (self._beyond is None or key < self._beyond):
            self.customers[key] = Sampled.of(timeline, zone, now_ms).numbers()
            if len(self.customers) > _ROOM * MOST_SAMPLED:
                self._keep_small()

    def merge(self, other: Sample) -> None:
        """Adds other customers, of the same instant and zone."""
        self.customers.update(other.customers)
        self._keep_small()

    def __iter__(self) -> Iterator[Sampled]:
        """In the order of their keys, which tells nothing about them."""
        return (Sampled.read(self.customers[key]) for key in sorted(self.customers)[:MOST_SAMPLED])

    def as_json(self) -> list[str]:
        """A text a customer: as lists of numbers they would take five times the memory while they are read."""
        keys = sorted(self.customers)[:MOST_SAMPLED]
        return [" ".join(map(str, (key, *self.customers[key]))) for key in keys]

    @classmethod
    def of(cls, stored: Iterable[str]) -> Self:
        """What `as_json` gave."""
        customers = (map(int, customer.split()) for customer in stored)
        return cls({next(numbers): array("q", numbers) for numbers in customers})

    def _keep_small(self) -> None:
        if len(self.customers) > MOST_SAMPLED:
            keys = sorted(self.customers)
            self._beyond = keys[MOST_SAMPLED]
            self.customers = {key: self.customers[key] for key in keys[:MOST_SAMPLED]}
