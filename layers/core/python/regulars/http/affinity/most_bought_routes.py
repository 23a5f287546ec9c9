"""Which products there are: those that were bought most, as of last night."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...products.most_bought import most_bought
from ..door import paging
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.paging import Page
from ..door.params import label

if TYPE_CHECKING:
    from .most_bought_shapes import MostBoughtProduct, MostBoughtProducts

routes = Routes()


@routes.get(
    "/product-affinity/products",
    label("q", "Only products whose id or name has each of these words in it, whatever their case and accents."),
    paging.limit(50),
)
def get_products(call: Call) -> Answer[MostBoughtProducts]:
    """The products that were bought most, the first first: 1 000 at most, as last night counted them (`asOf`).

    `rank` is among all of them, also where `q` is asked for.
    """
    found = most_bought(call.shop, call.params["q"])
    rows: list[MostBoughtProduct] = [
        {
            "productId": one.product_id,
            "productName": one.called.name,
            "category": one.called.category,
            "rank": one.rank,
            "purchases": one.purchases,
        }
        for one in found.products[: call.params["limit"]]
    ]
    page = Page(paging.fitting(rows), len(found.products), None, found.as_of_ms)
    return Answer({"success": True, "data": page.items, "meta": paging.meta(page)})
