"""Which tier a customer held when: a sweep over what they earned, in the order of time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ..facts.time import DAY_MS
from .program import FACTOR, Program, Tier

# Later than any instant.
NEVER = 1 << 62
FOR_GOOD_MS = NEVER - 1


class TierChange(NamedTuple):
    """From `at_ms` on the tier is `after`; None: none. Each has its rank among the tiers of its time, -1 for none."""

    at_ms: int
    before: str | None
    after: str | None
    rank_before: int
    rank: int


class TierSweep:
    """The points earned within (t - window, t], and the highest tier whose threshold they reach, or have reached within
    its days of grace.

    `total` is that sum, `held` the rank of the tier (-1: none), `points` what each order of the last run earned.
    """

    def __init__(self) -> None:
        self.tiers: tuple[Tier, ...] = ()
        self.points: list[int] = []
        self.held = -1
        self.total = 0
        self._window_ms = 0
        self._thresholds: list[int] = []
        # By rank: since when the tier qualifies, and until when it is held if it no longer does.
        self._since: list[int] = []
        self._until: list[int] = []
        self._qualified = 0
        self._grace_ms = NEVER
        self._bounds = (-NEVER, NEVER)
        self._ats: list[int] = []
        self._earned: list[int] = []
        self._left = 0
        self._told: list[tuple[int, str | None, int]] = []

    def go_by(self, program: Program, at_ms: int) -> None:
        """From `at_ms` on the tiers are those of this version. Where thresholds, grace or window differ from those
        before, the sum alone says which is held: grace that was running ends."""
        self.advance(at_ms)
        window_ms = program.tier_window_days * DAY_MS
        same = [_without_multiplier(one) for one in self.tiers] == [_without_multiplier(one) for one in program.tiers]
        self.tiers = program.tiers
        if same and window_ms == self._window_ms:
            return
        self._window_ms = window_ms
        self._thresholds = [tier.threshold for tier in program.tiers]
        self._since, self._until = [0] * len(program.tiers), [0] * len(program.tiers)
        self._qualified = 0
        self._left = bisect_right(self._ats, at_ms - window_ms)
        self.total = sum(self._earned[self._left :])
        self._relevel(at_ms)

    def run(self, events: Iterable[Any], program: Program, divisor: int) -> None:
        """Takes what was earned, ascending: (instant, net spend, ...) of an order, (instant, None, points) of what was
        given beside orders. An order is multiplied by the tier that it finds."""
        base = program.points_per_unit * program.multiplier
        # By rank; the last one is that of no tier, whose rank is -1.
        factors = [*(base * tier.multiplier for tier in self.tiers), base * FACTOR]
        self.points = self._run(events, factors, divisor, program.minimum_minor)

    def advance(self, to_ms: int) -> None:
        """Lets time pass until `to_ms`, inclusive: what was earned leaves the window, and grace ends."""
        self._run([(to_ms, None, 0)], [0] * (len(self.tiers) + 1), 1, 0)

    def _run(self, events: Iterable[Any], factors: Sequence[int], divisor: int, minimum: int) -> list[int]:
        """One loop over everything that happens, in local names: a customer may have thousands of orders."""
        ats, earned, window_ms, points = self._ats, self._earned, self._window_ms, []
        left, total, (low, high) = self._left, self.total, self._bounds
        factor, grace_ms = factors[self.held], self._grace_ms
        leaves_ms = ats[left] + window_ms if left < len(ats) else NEVER
        # The next instant at which something happens by itself.
        passing_ms = leaves_ms if leaves_ms < grace_ms else grace_ms
        for at_ms, spend, given in events:
            while passing_ms <= at_ms:
                if leaves_ms == passing_ms:
                    total -= earned[left]
                    left += 1
                    leaves_ms = ats[left] + window_ms if left < len(ats) else NEVER
                if grace_ms == passing_ms or not low <= total < high:
                    self.total = total
                    self._relevel(passing_ms)
                    (low, high), factor, grace_ms = self._bounds, factors[self.held], self._grace_ms
                passing_ms = leaves_ms if leaves_ms < grace_ms else grace_ms
            if spend is None:
                amount = given
            else:
                amount = spend * factor // divisor if spend >= minimum else 0
                points.append(amount)
            if amount:
                if leaves_ms == NEVER:
                    leaves_ms = at_ms + window_ms
                    passing_ms = leaves_ms if leaves_ms < grace_ms else grace_ms
                ats.append(at_ms)
                earned.append(amount)
                total += amount
                if not low <= total < high:
                    self.total = total
                    self._relevel(at_ms)
                    (low, high), factor, grace_ms = self._bounds, factors[self.held], self._grace_ms
                    passing_ms = leaves_ms if leaves_ms < grace_ms else grace_ms
        self._left, self.total = left, total
        return points

    def changes(self) -> list[TierChange]:
        """All that have been met, ascending; of one instant what came of them."""
        found: list[TierChange] = []
        before, rank_before = None, -1
        for place, (at_ms, after, rank) in enumerate(self._told):
            if place + 1 < len(self._told) and self._told[place + 1][0] == at_ms:
                continue
            if after != before:
                found.append(TierChange(at_ms, before, after, rank_before, rank))
            before, rank_before = after, rank
        return found

    @property
    def tier(self) -> str | None:
        return self.tiers[self.held].name if self.held >= 0 else None

    @property
    def held_until_ms(self) -> int | None:
        """When grace ends, where the sum alone no longer holds the tier."""
        return self._until[self.held] if self.held >= self._qualified else None

    def _relevel(self, at_ms: int) -> None:
        """What the sum says now, and since when the tiers above it no longer qualify."""
        qualified = bisect_right(self._thresholds, max(0, self.total))
        for rank in range(self._qualified, qualified):
            self._since[rank] = at_ms
        for rank in range(qualified, self._qualified):
            # Several things of one instant are one: what qualifies in between has not qualified.
            if self._since[rank] < at_ms:
                self._until[rank] = at_ms + self.tiers[rank].grace_days * DAY_MS
        self._qualified = qualified
        graced = [rank for rank in range(qualified, len(self.tiers)) if self._until[rank] > at_ms]
        self._grace_ms = min((self._until[rank] for rank in graced), default=NEVER)
        low = self._thresholds[qualified - 1] if qualified else 0
        high = self._thresholds[qualified] if qualified < len(self._thresholds) else NEVER
        self._bounds = (low or -NEVER, high)
        self.held = graced[-1] if graced else qualified - 1
        told = at_ms, self.tier, self.held
        if not self._told or self._told[-1][1:] != told[1:]:
            self._told.append(told)


def _without_multiplier(tier: Tier) -> tuple[str, int, int]:
    return tier.name, tier.threshold, tier.grace_days
