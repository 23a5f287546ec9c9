"""Where customers of some RFM groups can lie: a stretch of each index, never too small (`ranges.py`)."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import NamedTuple

from ..facts.time import DAY_MS
from ..scoring.rfm import RULES, RfmGroup, Rule
from ..scoring.settings import Settings
from .values import ANY, MOST, Values, hull


class RfmStretches(NamedTuple):
    by_last_order: Values
    by_spend: Values


def rfm_stretches(groups: Set[RfmGroup], settings: Settings, now_ms: int, days: int) -> RfmStretches:
    """Of at least one group, over a window of `days` (0: all history)."""
    found = list(_stretches(groups, settings, now_ms, days))
    return RfmStretches(hull(one.by_last_order for one in found), hull(one.by_spend for one in found))


def _stretches(groups: Set[RfmGroup], settings: Settings, now_ms: int, days: int) -> Iterator[RfmStretches]:
    in_window = Values(max(0, now_ms - days * DAY_MS)) if days else ANY
    for rule in RULES:
        if rule.group in groups:
            last_order = _last_order_of(rule, settings, now_ms).cut(in_window)
            yield RfmStretches(last_order, _spend_of(rule, settings))
    if RfmGroup.LOST in groups and days:
        # Orders, but none in the window.
        yield RfmStretches(Values(high=now_ms - days * DAY_MS - 1), ANY)


def _last_order_of(rule: Rule, settings: Settings, now_ms: int) -> Values:
    """From the best recency score of a rule to its worst one."""
    up_to = settings.rfm.recency_days
    best, worst = int(max(rule.recency)), int(min(rule.recency))
    low = 0 if worst == 1 else max(0, now_ms - (up_to[5 - worst] + 1) * DAY_MS + 1)
    high = MOST if best == 5 else now_ms - (up_to[4 - best] + 1) * DAY_MS
    return Values(low, high)


def _spend_of(rule: Rule, settings: Settings) -> Values:
    """Whoever spent so much in the window has spent as much at least."""
    least = int(min(rule.monetary))
    return ANY if least == 1 else Values(settings.rfm.spend_minor[5 - least])
