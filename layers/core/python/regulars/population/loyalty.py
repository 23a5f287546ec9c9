"""All customers in loyalty programs: members by tier, points that are outstanding, what lapses soon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from typing import Any, NamedTuple, Self

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts
from ..facts.money import divide_half_up
from ..facts.time import DAY_MS
from ..loyalty.announcing import LAPSING_DAYS
from ..loyalty.balance import Balance, balance
from ..loyalty.earned import member_of
from ..loyalty.program import Program, ProgramType, Versions
from ..scoring.settings import Settings

# Under which name nights leave it (`LastNight.values`).
LOYALTY = "loyalty"
MOST_LAPSING_SHOWN = 50


class Lapsing(NamedTuple):
    """Points of a customer that lapse within 30 days, and when the first of them do."""

    points: int
    first_ms: int
    customer_id: str
    name: str


@dataclass
class LoyaltySums:
    """Added up customer by customer. `lapsing` are those with the most points first."""

    members: int = 0
    by_tier: Counter[str | None] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    lapsing_points: int = 0
    lapsing_customers: int = 0
    lapsing: list[Lapsing] = field(default_factory=list)

    @property
    def outstanding(self) -> int:
        """Points that customers may still redeem, now or once they are usable."""
        return self.points["available"] + self.points["pending"]

    def add(self, facts: CustomerFacts, versions: Versions, settings: Settings, exponent: int, now_ms: int) -> None:
        """`facts` are whole. Whoever has neither an order nor an entry is no member; nor of a program of type vip who
        never earned anything there."""
        member = member_of(facts, versions, settings)
        found = balance(member, versions, exponent=exponent, zone=settings.timezone, at_ms=now_ms)
        belongs = member.timeline and versions.last.type is not ProgramType.VIP
        if not (belongs or member.entries or found.earned):
            return
        self.members += 1
        self.by_tier[found.tier] += 1
        for name in ("earned", "available", "pending", "redeemed", "expired", "debt"):
            self.points[name] += getattr(found, name)
        self._see_lapsing(facts, found)

    def _see_lapsing(self, facts: CustomerFacts, found: Balance) -> None:
        points = found.lapsing(found.at_ms + LAPSING_DAYS * DAY_MS)
        if not points:
            return
        first, _ = next(found.open_lots())
        self.lapsing_points += points
        self.lapsing_customers += 1
        self.lapsing.append(Lapsing(points, first.expires_ms, facts.customer_id, facts.display_name))
        if len(self.lapsing) > 2 * MOST_LAPSING_SHOWN:
            self.lapsing = self.most_lapsing()

    def most_lapsing(self) -> list[Lapsing]:
        return sorted(self.lapsing, key=lambda one: (-one.points, one.customer_id))[:MOST_LAPSING_SHOWN]

    def merge(self, other: LoyaltySums) -> None:
        self.members += other.members
        # Not `+=`, which forgets what is not above 0: more may have been taken back than was earned.
        self.by_tier.update(other.by_tier)
        self.points.update(other.points)
        self.lapsing_points += other.lapsing_points
        self.lapsing_customers += other.lapsing_customers

    def as_json(self) -> dict[str, Any]:
        """Sums alone: who they are of is not kept, since an erasure finds no names in them."""
        return {
            "members": self.members,
            "byTier": list(self.by_tier.items()),
            "points": dict(self.points),
            "lapsing": [self.lapsing_points, self.lapsing_customers],
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        by_tier, points = Counter(dict(stored["byTier"])), Counter(stored["points"])
        return cls(stored["members"], by_tier, points, *stored["lapsing"])


@dataclass(slots=True)
class ProgramSums:
    """The sums of several programs by their ids, at `as_of_ms`. Parts of customers make the same whole in any order."""

    as_of_ms: int
    by_id: dict[str, LoyaltySums] = field(default_factory=dict)

    def add_to(self, versions: Versions, facts: CustomerFacts, settings: Settings, exponent: int) -> None:
        """Counts a customer into one program. `facts` are whole."""
        sums = self.by_id.setdefault(versions.last.id, LoyaltySums())
        sums.add(facts, versions, settings, exponent, self.as_of_ms)

    def merge(self, other: ProgramSums) -> None:
        for program_id, sums in other.by_id.items():
            self.by_id.setdefault(program_id, LoyaltySums()).merge(sums)

    def as_json(self) -> dict[str, Any]:
        return {"asOf": self.as_of_ms, "programs": {key: sums.as_json() for key, sums in self.by_id.items()}}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        return cls(stored["asOf"], {key: LoyaltySums.of(sums) for key, sums in stored["programs"].items()})


def liability_minor(program: Program, points: int) -> int | None:
    """What points are worth in money, by the reward of kind amount that gives the most for a point; None where the
    program has none."""
    rates = [(one.amount_minor, one.points) for one in program.rewards if one.amount_minor is not None]
    if not rates:
        return None
    return max(divide_half_up(points * amount, each) for amount, each in rates)
