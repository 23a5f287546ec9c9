"""Where customers of some RFM groups can be found (`reach.py`), over the window of the settings."""

from __future__ import annotations

from collections.abc import Iterator, Set

from ..facts.time import DAY_MS
from .reach import ANY, MOST, Reach, Values, hull
from .rfm import RULES, RfmGroup, Rule
from .settings import Settings

_ALL = frozenset(RfmGroup)


def of_groups(groups: Set[RfmGroup], settings: Settings, now_ms: int) -> Reach:
    """Of at least one group. Every customer with an order is in some group, and nobody without one."""
    found = list(_ranges(groups, settings, now_ms))
    everybody = groups == _ALL
    return Reach(
        hull(last_order for last_order, _ in found),
        hull(spend for _, spend in found),
        without_orders=False,
        last_order_decides=everybody,
        spend_decides=everybody,
    )


def _ranges(groups: Set[RfmGroup], settings: Settings, now_ms: int) -> Iterator[tuple[Values, Values]]:
    """By last order and by spend, of every rule that gives one of the groups."""
    days = settings.rfm.window_days
    in_window = Values(max(0, now_ms - days * DAY_MS)) if days else ANY
    for rule in RULES:
        if rule.group in groups:
            yield _last_order_of(rule, settings, now_ms).cut(in_window), _spend_of(rule, settings)
    if RfmGroup.LOST in groups and days:
        # Orders, but none in the window.
        yield Values(high=now_ms - days * DAY_MS - 1), ANY


def _last_order_of(rule: Rule, settings: Settings, now_ms: int) -> Values:
    """From the best recency score of a rule to its worst one."""
    up_to = settings.rfm.recency_days
    best, worst = int(max(rule.recency)), int(min(rule.recency))
    low = 0 if worst == 1 else max(0, now_ms - (up_to[5 - worst] + 1) * DAY_MS + 1)
    high = MOST if best == 5 else now_ms - (up_to[4 - best] + 1) * DAY_MS
    return Values(low, high)


def _spend_of(rule: Rule, settings: Settings) -> Values:
    """A customer who spent this much in the window has spent at least as much in all."""
    least = int(min(rule.monetary))
    return ANY if least == 1 else Values(settings.rfm.spend_minor[5 - least])
