"""What a customer bought, product by product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import repeat

from ..order import Order
from ..product import ProductFacts, Purchase, purchases_of
from ..refund import line_amounts


def fold_products(counted: Sequence[Order]) -> dict[str, ProductFacts]:
    """By product, in the order in which each was first bought."""
    bought: defaultdict[str, list[Purchase]] = defaultdict(list)
    for product_id, purchase in _purchases(counted):
        bought[product_id].append(purchase)
    categories = _categories(counted, bought)
    return {
        product_id: ProductFacts(product_id, tuple(purchases), categories.get(product_id))
        for product_id, purchases in bought.items()
    }


def _purchases(counted: Iterable[Order]) -> Iterator[tuple[str, Purchase]]:
    """With their products; several lines of one in an order are one purchase."""
    product_ids: list[str] = []
    instants: list[int] = []
    units: list[int] = []
    spent: list[int] = []
    for order in counted:
        bought = {line.product_id: line.quantity_milli for line in order.lines}
        amounts: Collection[int] = line_amounts(order)
        if len(bought) < len(order.lines):
            bought = _sums(order, [line.quantity_milli for line in order.lines])
            amounts = _sums(order, amounts).values()
        product_ids += bought
        instants += repeat(order.ordered_at_ms, len(bought))
        units += bought.values()
        spent += amounts
    return zip(product_ids, purchases_of(instants, units, spent), strict=True)


def _sums(order: Order, numbers: Iterable[int]) -> dict[str, int]:
    """By product, of a number of each line."""
    sums: dict[str, int] = {}
    for line, number in zip(order.lines, numbers, strict=True):
        sums[line.product_id] = sums.get(line.product_id, 0) + number
    return sums


def _categories(counted: Sequence[Order], bought: Collection[str]) -> dict[str, str]:
    """By product as last named: from the newest order back, until each has one."""
    found: dict[str, str] = {}
    for order in reversed(counted):
        for line in reversed(order.lines):
            if line.category and line.product_id not in found:
                found[line.product_id] = line.category
        if len(found) == len(bought):
            break
    return found
