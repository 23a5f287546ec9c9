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


def of_recency(scores: Set[int], settings: Settings, now_ms: int) -> Reach:
    """Recency looks at all history, but an empty window scores 1 whatever the days."""
    found = [_last_order_between(score, score, settings, now_ms) for score in scores]
    if 1 in scores and settings.rfm.window_days:
        found.append(Values(high=now_ms - settings.rfm.window_days * DAY_MS - 1))
    return Reach(hull(found), without_orders=False)


def of_frequency(_scores: Set[int], _settings: Settings, _now_ms: int) -> Reach:
    """Orders are in no key."""
    return Reach(without_orders=False)


def of_monetary(scores: Set[int], settings: Settings, _now_ms: int) -> Reach:
    return Reach(by_spend=_spend_from(min(scores), settings), without_orders=False)


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
    return _last_order_between(int(max(rule.recency)), int(min(rule.recency)), settings, now_ms)


def _last_order_between(best: int, worst: int, settings: Settings, now_ms: int) -> Values:
    """From the best of some recency scores to the worst one."""
    up_to = settings.rfm.recency_days
    low = 0 if worst == 1 else max(0, now_ms - (up_to[5 - worst] + 1) * DAY_MS + 1)
    high = MOST if best == 5 else now_ms - (up_to[4 - best] + 1) * DAY_MS
    return Values(low, high)


def _spend_of(rule: Rule, settings: Settings) -> Values:
    return _spend_from(int(min(rule.monetary)), settings)


def _spend_from(score: int, settings: Settings) -> Values:
    """A customer who spent this much in the window has spent at least as much in all."""
    return ANY if score == 1 else Values(settings.rfm.spend_minor[5 - score])
