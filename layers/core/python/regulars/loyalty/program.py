"""A loyalty program as one edit left it, and which of its versions stands at an instant."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from ..dataclass import dataclass

# Points per unit and multipliers are held in ten-thousandths, so that every product is a whole number.
FACTOR_DECIMALS = 4
FACTOR = 10**FACTOR_DECIMALS
MOST_PROGRAMS = 20
MOST_TIERS = 10
MOST_REWARDS = 50
TIER_WINDOW_DAYS = 365


class ProgramType(StrEnum):
    POINTS = "points"
    TIER = "tier"
    REFERRAL = "referral"
    """Orders earn nothing; a referred customer's first counted order credits both sides."""
    VIP = "vip"
    """An order earns only where it finds its customer, or makes them, a VIP."""


class ExpiryRounding(StrEnum):
    NONE = "none"
    MONTH = "month"
    YEAR = "year"


class RewardKind(StrEnum):
    AMOUNT = "amount"
    PRODUCT = "product"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Tier:
    """Held from `threshold` points earned within the program's window on. `multiplier` is in ten-thousandths; who falls
    below the threshold keeps the tier for `grace_days` more."""

    name: str
    threshold: int
    multiplier: int = FACTOR
    grace_days: int = 0


@dataclass(frozen=True, slots=True)
class Reward:
    """`amount_minor` is what one of kind `amount` is worth; `stock` how many were ever offered, None without a limit;
    `min_tier` names the tier from which on it can be had."""

    id: str
    name: str
    points: int
    kind: RewardKind
    amount_minor: int | None = None
    stock: int | None = None
    min_tier: str | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """A program as one edit left it; it stands from `from_ms` until the `from_ms` of a later edit.

    `points_per_unit` (of a major unit of the currency) and `multiplier` are in ten-thousandths. `tiers` ascend by
    threshold. `pending_days` are those between earning and being usable, `expiry_days` None: points do not lapse.
    `revision` counts the edits, `by` is who made the last one.
    """

    id: str
    name: str
    type: ProgramType
    created_ms: int
    updated_ms: int
    from_ms: int
    revision: int = 1
    active: bool = True
    auto_earn: bool = True
    points_per_unit: int = FACTOR
    multiplier: int = FACTOR
    minimum_minor: int = 0
    expiry_days: int | None = None
    expiry_rounding: ExpiryRounding = ExpiryRounding.NONE
    pending_days: int = 0
    tiers: tuple[Tier, ...] = ()
    tier_window_days: int = TIER_WINDOW_DAYS
    rewards: tuple[Reward, ...] = ()
    referral_points: int = 0
    by: str | None = None

    @property
    def earns_by_orders(self) -> bool:
        return self.active and self.auto_earn and self.type is not ProgramType.REFERRAL

    def reward(self, reward_id: str) -> Reward | None:
        return next((one for one in self.rewards if one.id == reward_id), None)

    def tier_rank(self, name: str | None) -> int:
        """0 for the lowest tier; -1 for none, and for one that the program no longer has."""
        return next((rank for rank, one in enumerate(self.tiers) if one.name == name), -1)


class Stretch(NamedTuple):
    """A version with the instants at which it stands: from (inclusive) until (exclusive, None: for good)."""

    program: Program
    from_ms: int
    until_ms: int | None


class Versions:
    """All edits of one program, at least one: at each instant the last edit that claims it stands."""

    def __init__(self, edits: Iterable[Program]) -> None:
        self.edits = sorted(edits, key=lambda one: one.revision)
        self.last = self.edits[-1]
        standing: list[Program] = []
        for edit in self.edits:
            while standing and standing[-1].from_ms >= edit.from_ms:
                standing.pop()
            standing.append(edit)
        self._standing = standing
        self._from = [one.from_ms for one in standing]

    @property
    def asks_for_referrals(self) -> bool:
        return any(edit.type is ProgramType.REFERRAL for edit in self.edits)

    @property
    def asks_for_vips(self) -> bool:
        return any(edit.type is ProgramType.VIP for edit in self.edits)

    def at(self, at_ms: int) -> Program | None:
        """None before the program began."""
        place = bisect_right(self._from, at_ms)
        return self._standing[place - 1] if place else None

    def stretches(self) -> list[Stretch]:
        """Ascending and without gaps."""
        ends: Sequence[int | None] = [*self._from[1:], None]
        return [Stretch(one, one.from_ms, until_ms) for one, until_ms in zip(self._standing, ends, strict=True)]


def versions_of(edits: Iterable[Program]) -> dict[str, Versions]:
    """The programs that these edits made, by id, in the order in which they were made."""
    by_id: dict[str, list[Program]] = {}
    for edit in edits:
        by_id.setdefault(edit.id, []).append(edit)
    found = sorted(map(Versions, by_id.values()), key=lambda one: (one.last.created_ms, one.last.id))
    return {one.last.id: one for one in found}
