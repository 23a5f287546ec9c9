"""What a customer bought, product by product."""

from __future__ import annotations

from collections.abc import Sequence

from ..order import Order
from ..product import ProductFacts, Purchase
from ..refund import line_amounts


def fold_products(counted: Sequence[Order]) -> dict[str, ProductFacts]:
    """By product, in the order in which each was first bought; several lines of one in an order are one purchase."""
    bought: dict[str, list[Purchase]] = {}
    categories: dict[str, str] = {}
    for order in counted:
        at_ms = order.ordered_at_ms
        together: dict[str, Purchase] = {}
        for line, amount in zip(order.lines, line_amounts(order), strict=True):
            product_id = line.product_id
            earlier = together.get(product_id)
            if earlier is None:
                together[product_id] = Purchase(at_ms, line.quantity_milli, amount)
            else:
                units_milli, spent_minor = earlier.units_milli + line.quantity_milli, earlier.spent_minor + amount
                together[product_id] = Purchase(at_ms, units_milli, spent_minor)
            if line.category:
                categories[product_id] = line.category
        for product_id, purchase in together.items():
            bought.setdefault(product_id, []).append(purchase)
    return {
        product_id: ProductFacts(product_id, tuple(purchases), categories.get(product_id))
        for product_id, purchases in bought.items()
    }
