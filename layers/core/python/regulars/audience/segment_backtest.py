"""Had you sent this some days ago: who would have been in a segment then, and who of them ordered anyway."""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter
from typing import NamedTuple

from ..facts.customer import CustomerFacts
from ..facts.shares import share
from ..facts.time import DAY_MS
from ..lists.histories import Lacks, everybody, not_read
from ..lists.live import live_alone
from ..segments.membership import Membership
from ..segments.past import was_member
from ..segments.sample_size import people_needed
from ..stores.shop import Shop

_AT = itemgetter(0)


class AskedRule(NamedTuple):
    """So many days ago, so many days to order in, and the rise in points that is to be seen."""

    days_ago: int
    within_days: int
    points: float


class RuleBacktest(NamedTuple):
    """`customers` had ordered by `at_ms`; of them `members` would have been in, and so many `ordered` in time.

    `needed` people, half of them held out, show a rise by `asked.points`; None where it cannot be seen.
    """

    asked: AskedRule
    at_ms: int
    customers: int
    members: int
    ordered: int
    needed: int | None

    @property
    def share(self) -> float | None:
        return share(self.ordered, self.members)


def backtest_rule(shop: Shop, one: Membership, asked: AskedRule) -> RuleBacktest:
    """By the orders known today, under today's settings. Raises `Conflict` beyond the bound of a page."""
    return live_alone("a backtest", lambda: _backtested(shop, one, asked))


def _backtested(shop: Shop, one: Membership, asked: AskedRule) -> RuleBacktest:
    at_ms = shop.now_ms - asked.days_ago * DAY_MS
    customers = members = ordered = 0
    for facts in everybody(shop, _lacking(one), "a backtest", whole=one.whole_rows):
        first_at_ms = facts.purchases.first_at_ms
        if first_at_ms is None or first_at_ms > at_ms:
            continue
        customers += 1
        if was_member(one, facts, shop.settings, at_ms):
            members += 1
            ordered += _ordered(facts, at_ms, at_ms + asked.within_days * DAY_MS)
    needed = people_needed(ordered / members, asked.points / 100) if members else None
    return RuleBacktest(asked, at_ms, customers, members, ordered, needed)


def _lacking(one: Membership) -> Lacks:
    unread = [each.unread for each in one.collections]
    return lambda facts: not_read(facts) or any(each(facts) for each in unread)


def _ordered(facts: CustomerFacts, after_ms: int, until_ms: int) -> bool:
    """Whether they ordered after an instant and no later than another."""
    timeline = facts.purchases.timeline
    return bisect_right(timeline, until_ms, key=_AT) > bisect_right(timeline, after_ms, key=_AT)
