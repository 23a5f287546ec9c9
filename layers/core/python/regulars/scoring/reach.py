"""Where in the list's indexes the customers of a filter can be found: a superset, never too small.

An accelerator: a filter without a reach is answered all the same, by checking every row. Keys depend neither on the
clock nor on settings, so a reach is right whenever it is computed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

# The index keys have room for 20 digits.
MOST = 10**20 - 1


class Values(NamedTuple):
    """Index values from `low` to `high`, both inclusive: milliseconds or minor units."""

    low: int = 0
    high: int = MOST

    @property
    def empty(self) -> bool:
        return self.low > self.high

    @property
    def restricted(self) -> bool:
        return self != ANY

    def cut(self, other: Values) -> Values:
        """The values in both."""
        return Values(max(self.low, other.low), min(self.high, other.high))


ANY = Values()
NONE = Values(0, -1)


def hull(ranges: Iterable[Values]) -> Values:
    """The smallest range that holds all of them."""
    lows, highs = zip(*ranges, strict=True)
    return Values(min(lows), max(highs))


class Reach(NamedTuple):
    """The customers that a filter may admit: by the instant of the last order, by spend, and those without an order.

    `last_order_decides`: the range `by_last_order` holds exactly the customers with orders that the filter admits;
    `spend_decides` says the same of `by_spend`.
    """

    by_last_order: Values = ANY
    by_spend: Values = ANY
    without_orders: bool = True
    last_order_decides: bool = False
    spend_decides: bool = False

    def cut(self, other: Reach) -> Reach:
        """The customers in both."""
        return Reach(
            self.by_last_order.cut(other.by_last_order),
            self.by_spend.cut(other.by_spend),
            self.without_orders and other.without_orders,
            self.last_order_decides and other.last_order_decides,
            self.spend_decides and other.spend_decides,
        )


EVERYBODY = Reach(last_order_decides=True, spend_decides=True)
UNKNOWN = Reach()
"""Of a filter that has no reach: everybody may match, and no index decides."""


def nobody_with_orders(*, without_orders: bool) -> Reach:
    return Reach(NONE, NONE, without_orders, last_order_decides=True, spend_decides=True)
