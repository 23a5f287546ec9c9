"""Products that go together, and what to offer a customer beside what they bought: of last night."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ...facts.catalogue import Catalogue
from ...facts.money import divide_half_up
from ...population.bought_together import Companion
from ...products.together import Offer, bought_together, cross_sell
from ..door import paging
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.paging import Page
from ..door.params import flag
from ..door.render import plain

routes = Routes()

_EXPLAIN = flag("explain", "Adds `explanation`: how many customers bought each, both, and anything at all.")
# Shares and lifts are shown to this many parts of one.
_PARTS = 10_000


@routes.get("/product-affinity/product/<product_id>/bought-together", paging.limit(10), _EXPLAIN)
def get_bought_together(call: Call, product_id: str) -> Answer:
    """What the product's buyers also bought, by lift times confidence: five customers or more, and more than by chance.

    Counted last night (`asOf`) over the 1 000 products that are bought most: of any other the list is empty. The two
    need not lie in one order.
    """
    found = bought_together(call.shop, product_id)
    return _answer(call, [(companion, {}) for companion in found.companions], found.as_of_ms)


@routes.get("/product-affinity/customer/<customer_id>/cross-sell", paging.limit(10), _EXPLAIN)
def get_cross_sell(call: Call, customer_id: str) -> Answer:
    """What goes with the 20 products that the customer bought most, less what they have bought until now.

    `because` names the product of theirs that a row goes with; the counts are of last night (`asOf`).
    """
    found = cross_sell(call.shop, customer_id)
    rows = [(offer.companion, {"because": _because(offer)}) for offer in found.offers]
    return _answer(call, rows, found.as_of_ms)


def _answer(call: Call, found: Sequence[tuple[Companion, dict[str, Any]]], as_of_ms: int) -> Answer:
    """At most `limit` rows, each with what is added to it; fewer where their texts are long."""
    shown = found[: call.params["limit"]]
    catalogue = call.shop.files.catalogue() if shown else Catalogue()
    rows = [_row(companion, catalogue) | added for companion, added in shown]
    if call.params["explain"]:
        rows = [row | {"explanation": _explanation(one)} for row, (one, _) in zip(rows, shown, strict=True)]
    page = Page(paging.fitting(rows), len(found), None, as_of_ms)
    return Answer({"success": True, "data": page.items, "meta": paging.meta(page)})


def _row(companion: Companion, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "productId": companion.product_id,
        "productName": catalogue.called(companion.product_id).name,
        "supportCustomers": companion.both,
        "confidence": _rounded(companion.confidence),
        "lift": _rounded(companion.lift),
    }


def _because(offer: Offer) -> dict[str, Any]:
    return {"productId": offer.because.product.product_id, "productName": offer.because.name}


def _explanation(companion: Companion) -> dict[str, int]:
    return {
        "supportCustomers": companion.both,
        "buyers": companion.buyers,
        "companionBuyers": companion.companion_buyers,
        "allBuyers": companion.everybody,
    }


def _rounded(share: Fraction) -> int | float:
    """Four decimals, half up."""
    return plain(divide_half_up(_PARTS * share.numerator, share.denominator), _PARTS)
