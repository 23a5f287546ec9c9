"""Which part of each list index can hold the members of a rule: where all of its conditions must hold, those narrow it.

A superset, as every reach (`scoring/reach.py`): each row is asked all the same. Who is pinned may lie anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..facts.time import DAY_MS
from ..scoring.fields import Filter, Operator
from ..scoring.reach import MOST, UNKNOWN, Reach, Values, nobody_with_orders
from ..scoring.settings import Settings
from .membership import Membership
from .purchases_counted import ORDERS, PRODUCTS
from .rule import Combinator, Count, Group, Leaf, Node

# A filter of lists that admits whatever the rule's operator admits, and what it is given.
_AS_FILTERS = {
    Operator.AT_LEAST: ((Operator.AT_LEAST, lambda wanted: wanted),),
    Operator.MORE_THAN: ((Operator.AT_LEAST, lambda wanted: wanted),),
    Operator.AT_MOST: ((Operator.AT_MOST, lambda wanted: wanted),),
    Operator.LESS_THAN: ((Operator.AT_MOST, lambda wanted: wanted),),
    Operator.BETWEEN: ((Operator.AT_LEAST, lambda wanted: wanted[0]), (Operator.AT_MOST, lambda wanted: wanted[1])),
    Operator.IS: (
        (Operator.ONE_OF, lambda wanted: frozenset({wanted})),
        (Operator.AT_LEAST, lambda wanted: wanted),
        (Operator.AT_MOST, lambda wanted: wanted),
    ),
    Operator.ONE_OF: ((Operator.ONE_OF, lambda wanted: wanted),),
}
_WITH_ORDERS = Reach(without_orders=False)


def reach_of(one: Membership, settings: Settings, now_ms: int, *, pinned: bool) -> Reach:
    """`pinned`: somebody was put into it by hand."""
    if not one.segment.active or (one.rule is None and not pinned):
        return nobody_with_orders(without_orders=False)
    if pinned or one.rule is None:
        return UNKNOWN
    reach = UNKNOWN
    for leaf in _required(one.rule.root):
        for narrower in _of(leaf, settings, now_ms):
            reach = reach.cut(narrower)
    # An empty range holds nobody with orders; the other one then must not be read either.
    if reach.by_last_order.empty or reach.by_spend.empty:
        return nobody_with_orders(without_orders=reach.without_orders)
    return reach._replace(last_order_decides=False, spend_decides=False)


def _required(node: Node) -> Iterator[Leaf | Count]:
    """The leaves without which the rule never holds."""
    if isinstance(node, Group):
        if not node.negated and (node.combinator is Combinator.AND or len(node.rules) == 1):
            for one in node.rules:
                yield from _required(one)
    elif isinstance(node, (Leaf, Count)):
        yield node


def _of(leaf: Leaf | Count, settings: Settings, now_ms: int) -> Iterator[Reach]:
    if isinstance(leaf, Count):
        yield from _of_count(leaf, now_ms)
        return
    if leaf.field.rule_name == "lastOrderDate":
        yield from _of_last_order(leaf, now_ms)
    if leaf.field.rule_name == "orderCount" and leaf.operator in (Operator.AT_LEAST, Operator.IS) and leaf.wanted > 0:
        yield _WITH_ORDERS
    for operator, given in _AS_FILTERS.get(leaf.operator, ()):
        for one in leaf.field.filters:
            if _narrows(one, operator):
                assert one.reach is not None, "that is what narrows"
                yield one.reach(_bounded(given(leaf.wanted)), settings, now_ms)


def _narrows(one: Filter, operator: Operator) -> bool:
    return one.reach is not None and one.operator is operator and one.among is None


def _bounded(wanted: Any) -> Any:
    """Bounds of lists are 0 or more."""
    return max(0, wanted) if isinstance(wanted, int) and not isinstance(wanted, bool) else wanted


def _of_count(leaf: Count, now_ms: int) -> Iterator[Reach]:
    """Who must have ordered, and who must have ordered lately."""
    if leaf.collection not in (ORDERS, PRODUCTS) or leaf.operator not in (Operator.AT_LEAST, Operator.MORE_THAN):
        return
    if leaf.wanted + (leaf.operator is Operator.MORE_THAN) < 1:
        return
    yield _WITH_ORDERS
    if leaf.within_days is not None:
        yield Reach(by_last_order=Values(max(0, now_ms - leaf.within_days * DAY_MS)))


def _of_last_order(leaf: Leaf, now_ms: int) -> Iterator[Reach]:
    low, high = 0, MOST
    match leaf.operator:
        case Operator.IN_LAST:
            low = max(0, now_ms - leaf.wanted * DAY_MS)
        case Operator.AT_LEAST | Operator.MORE_THAN:
            low = leaf.wanted
        case Operator.AT_MOST | Operator.LESS_THAN:
            high = leaf.wanted
        case Operator.BETWEEN:
            low, high = leaf.wanted
        case Operator.IS_SET:
            yield _WITH_ORDERS
            return
        case _:
            return
    yield Reach(by_last_order=Values(low, high), without_orders=False)
