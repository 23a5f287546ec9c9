"""Settings that fit a shop, from its own customers: what is rare in it, what is late, and bands of equal size.

See docs/scoring.md, Suggested settings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field, replace
from enum import StrEnum
from typing import Any, NamedTuple

from ..dataclass import dataclass
from ..facts.customer import PurchaseFacts
from ..facts.time import DAY_MS, days_since
from ..scoring.rfm import in_window
from ..scoring.setting import public_name
from ..scoring.settings import WINDOW_DAYS, Settings
from .bands import begins_of_bands, sizes_of_bands

# One in so many customers is a VIP.
VIP_ONE_IN = 20
# Below it a twentieth is nobody.
FEWEST_BUYERS = VIP_ONE_IN
# Below it the documented days stand.
FEWEST_REPEAT_BUYERS = 100
_BANDS = 5
# Five amounts, and what is below the last.
_ENGAGEMENT_BANDS = 6
_RFM = "rfm."


class SuggestionBasis(StrEnum):
    """Why a value is suggested, or why none is."""

    SHARE = "share"
    INTERVALS = "intervals"
    BANDS = "bands"
    FEW_REPEAT_BUYERS = "fewRepeatBuyers"
    FEW_BUYERS = "fewBuyers"
    ALL_ALIKE = "allAlike"


class Suggestion(NamedTuple):
    """`value` is as the attribute of the settings holds it, None where the data suggests none.

    `of` are the customers it rests on. `sizes` are how many of them are above the amount, or in each band, the score 1
    first.
    """

    attribute: str
    value: int | tuple[int, ...] | None
    basis: SuggestionBasis
    of: int
    sizes: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """As callers know the setting: `rfm.spend`."""
        return ".".join(map(public_name, self.attribute.split(".")))

    def applied(self, settings: Settings) -> Settings:
        """The settings with this one changed."""
        if self.value is None:
            return settings
        change: dict[str, Any] = {self.attribute.removeprefix(_RFM): self.value}
        if self.attribute.startswith(_RFM):
            return replace(settings, rfm=replace(settings.rfm, **change))
        return replace(settings, **change)


@dataclass(slots=True)
class Habits:
    """What of the customers with a counted order suggests settings; gaps in milliseconds.

    A repeat buyer has ordered at least a day apart: two orders of one day are one visit. Recency and the window are
    taken at `now_ms`: of a shop that has stopped, that is its newest order.
    """

    now_ms: int
    spend_minor: list[int] = field(default_factory=list)
    recency_days: list[int] = field(default_factory=list)
    orders: list[int] = field(default_factory=list)
    window_spend_minor: list[int] = field(default_factory=list)
    average_gaps_ms: list[int] = field(default_factory=list)
    first_gaps_ms: list[int] = field(default_factory=list)

    def add(self, purchases: PurchaseFacts) -> None:
        """Counts a customer in; with their timeline, and without an order dated after `now_ms`."""
        first_at_ms, last_at_ms = purchases.first_at_ms, purchases.last_at_ms
        if first_at_ms is None or last_at_ms is None:
            return
        self.spend_minor.append(purchases.spend_minor)
        self.recency_days.append(days_since(last_at_ms, self.now_ms))
        window = in_window(purchases, self.now_ms, WINDOW_DAYS)
        if window is None:
            raise ValueError("the timeline was not read")
        if window[0]:
            self.orders.append(window[0])
            self.window_spend_minor.append(window[1])
        second_at_ms = next((one.at_ms for one in purchases.timeline if one.at_ms >= first_at_ms + DAY_MS), None)
        if second_at_ms is not None:
            self.first_gaps_ms.append(second_at_ms - first_at_ms)
            self.average_gaps_ms.append((last_at_ms - first_at_ms) // (purchases.order_count - 1))


def habits_of(everybody: Sequence[PurchaseFacts], now_ms: int) -> Habits:
    """Of all customers: as of now, or of the newest order where that is older than the window."""
    newest_ms = max((one.last_at_ms for one in everybody if one.last_at_ms is not None), default=now_ms)
    habits = Habits(newest_ms if newest_ms < now_ms - WINDOW_DAYS * DAY_MS else now_ms)
    for purchases in everybody:
        habits.add(purchases)
    return habits


def suggestions(habits: Habits, defaults: Settings) -> list[Suggestion]:
    """One for each setting, in the order of the settings; `defaults` give the days where intervals are too few."""
    gaps = habits.average_gaps_ms
    return [
        _vip_spend(habits.spend_minor),
        _days("dormant_days", gaps, (9, 10), defaults.dormant_days),
        _days("new_days", habits.first_gaps_ms, (1, 2), defaults.new_days),
        _frequency(gaps, defaults),
        _from_best("engagement_spend_minor", habits.spend_minor, _ENGAGEMENT_BANDS),
        _recency(habits.recency_days),
        _from_best("rfm.orders", habits.orders),
        _from_best("rfm.spend_minor", habits.window_spend_minor),
    ]


def _vip_spend(spent: Sequence[int]) -> Suggestion:
    """What at most one in twenty has spent more than; where so nobody has, what fewest have."""
    attribute, ascending = "vip_spend_minor", sorted(spent)
    count = len(ascending)
    if count < FEWEST_BUYERS:
        return Suggestion(attribute, None, SuggestionBasis.FEW_BUYERS, count)
    amount = ascending[count - count // VIP_ONE_IN - 1]
    if amount == ascending[-1]:
        lower = [one for one in ascending if one < amount]
        if not lower:
            return Suggestion(attribute, None, SuggestionBasis.ALL_ALIKE, count)
        amount = lower[-1]
    return Suggestion(attribute, amount, SuggestionBasis.SHARE, count, (sum(one > amount for one in ascending),))


def _days(attribute: str, gaps_ms: Sequence[int], share: tuple[int, int], default: int) -> Suggestion:
    """The whole days within which this share of the gaps lies."""
    if len(gaps_ms) < FEWEST_REPEAT_BUYERS:
        return Suggestion(attribute, default, SuggestionBasis.FEW_REPEAT_BUYERS, len(gaps_ms))
    return Suggestion(attribute, _within(gaps_ms, *share), SuggestionBasis.INTERVALS, len(gaps_ms))


def _frequency(gaps_ms: Sequence[int], defaults: Settings) -> Suggestion:
    attribute = "frequency_days"
    if len(gaps_ms) < FEWEST_REPEAT_BUYERS:
        return Suggestion(attribute, defaults.frequency_days, SuggestionBasis.FEW_REPEAT_BUYERS, len(gaps_ms))
    days = _ascending([_within(gaps_ms, quarters, 4) for quarters in (1, 2, 3)])
    return Suggestion(attribute, tuple(days), SuggestionBasis.INTERVALS, len(gaps_ms))


def _recency(days: Sequence[int]) -> Suggestion:
    """Scores fall as days rise. Too few different days leave the lowest scores without anybody."""
    if fault := _no_bands("rfm.recency_days", days):
        return fault
    begins = begins_of_bands([-one for one in days], _BANDS)
    sizes = [0] * (_BANDS - 1 - len(begins)) + sizes_of_bands([-one for one in days], begins)
    ends = [-begin for begin in reversed(begins)]
    while len(ends) < _BANDS - 1:
        ends.append(max(max(days), ends[-1] + 1))
    return Suggestion("rfm.recency_days", tuple(ends), SuggestionBasis.BANDS, len(days), tuple(sizes))


def _from_best(attribute: str, values: Sequence[int], bands: int = _BANDS) -> Suggestion:
    """Where each band but the lowest begins, the highest first. Too few different values leave the highest scores
    without anybody.
    """
    if fault := _no_bands(attribute, values):
        return fault
    begins = begins_of_bands(values, bands)
    while len(begins) < bands - 1:
        begins.append(max(max(values), begins[-1]) + 1)
    return Suggestion(
        attribute, tuple(reversed(begins)), SuggestionBasis.BANDS, len(values), tuple(sizes_of_bands(values, begins))
    )


def _no_bands(attribute: str, values: Sequence[int]) -> Suggestion | None:
    if len(values) < FEWEST_BUYERS:
        return Suggestion(attribute, None, SuggestionBasis.FEW_BUYERS, len(values))
    if len(set(values)) == 1:
        return Suggestion(attribute, None, SuggestionBasis.ALL_ALIKE, len(values))
    return None


def _within(gaps_ms: Sequence[int], part: int, of: int) -> int:
    """The whole days, one at least, within which `part / of` of the gaps lie."""
    ascending = sorted(gaps_ms)
    gap_ms = ascending[-(-part * len(ascending) // of) - 1]
    return max(1, -(-gap_ms // DAY_MS))


def _ascending(days: Iterable[int]) -> list[int]:
    """Each at least one more than the one before."""
    found: list[int] = []
    for one in days:
        found.append(max(one, found[-1] + 1) if found else one)
    return found
