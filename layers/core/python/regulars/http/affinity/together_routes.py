"""Products that go together, and what to offer a customer beside what they bought: of last night."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from ...facts.catalogue import Catalogue
from ...facts.shares import to_four_decimals
from ...population.bought_together import Companion
from ...products.together import Offer, bought_together, cross_sell
from ..door import paging
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.paging import Page
from ..door.params import flag

if TYPE_CHECKING:
    from .together_shapes import (
        BoughtTogetherProduct,
        BoughtTogetherProducts,
        CrossSellProduct,
        CrossSellProducts,
        CrossSellReason,
        TogetherExplanation,
    )

routes = Routes()

Row = TypeVar("Row", bound="BoughtTogetherProduct")

_EXPLAIN = flag("explain", "Adds `explanation`: how many customers bought each, both, and anything at all.")


@routes.get("/product-affinity/product/<product_id>/bought-together", paging.limit(10), _EXPLAIN)
def get_bought_together(call: Call, product_id: str) -> Answer[BoughtTogetherProducts]:
    """What the product's buyers also bought, by lift times confidence: five customers or more, and more than by chance.

    Counted last night (`asOf`) over the 1 000 products that are bought most: of any other the list is empty. The two
    need not lie in one order.
    """
    found = bought_together(call.shop, product_id)
    rows = [(_row(one, name), one) for one, name in _named(call, found.companions)]
    page = _page(call, rows, len(found.companions), found.as_of_ms)
    return Answer({"success": True, "data": page.items, "meta": paging.meta(page)})


@routes.get("/product-affinity/customer/<customer_id>/cross-sell", paging.limit(10), _EXPLAIN)
def get_cross_sell(call: Call, customer_id: str) -> Answer[CrossSellProducts]:
    """What goes with the 20 products that the customer bought most, less what they have bought until now.

    `because` names the product of theirs that a row goes with; the counts are of last night (`asOf`).
    """
    found = cross_sell(call.shop, customer_id)
    named = _named(call, [offer.companion for offer in found.offers])
    rows: list[tuple[CrossSellProduct, Companion]] = [
        ({**_row(one, name), "because": _because(offer)}, one)
        for (one, name), offer in zip(named, found.offers, strict=False)
    ]
    page = _page(call, rows, len(found.offers), found.as_of_ms)
    return Answer({"success": True, "data": page.items, "meta": paging.meta(page)})


def _named(call: Call, found: Sequence[Companion]) -> list[tuple[Companion, str | None]]:
    """As many as were asked for, with what the products are called."""
    shown = found[: call.params["limit"]]
    catalogue = call.shop.files.catalogue() if shown else Catalogue()
    return [(one, catalogue.called(one.product_id).name) for one in shown]


def _page(call: Call, rows: Sequence[tuple[Row, Companion]], found: int, as_of_ms: int) -> Page[Row]:
    """Fewer rows than were asked for where their texts are long."""
    if call.params["explain"]:
        for row, companion in rows:
            row["explanation"] = _explanation(companion)
    return Page(paging.fitting(row for row, _ in rows), found, None, as_of_ms)


def _row(companion: Companion, name: str | None) -> BoughtTogetherProduct:
    return {
        "productId": companion.product_id,
        "productName": name,
        "supportCustomers": companion.both,
        "confidence": to_four_decimals(companion.confidence),
        "lift": to_four_decimals(companion.lift),
    }


def _because(offer: Offer) -> CrossSellReason:
    return {"productId": offer.because.product.product_id, "productName": offer.because.name}


def _explanation(companion: Companion) -> TogetherExplanation:
    return {
        "supportCustomers": companion.both,
        "buyers": companion.buyers,
        "companionBuyers": companion.companion_buyers,
        "allBuyers": companion.everybody,
    }
