"""What is bought next after a product (docs/scoring.md, Affinity)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...audience.followed import read_followed
from ..door import paging
from ..door.as_of import AS_OF, asked_shop
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.render import instant

if TYPE_CHECKING:
    from .next_shapes import NextProduct, NextProducts, NextProductsAnswer

routes = Routes()


@routes.get("/product-affinity/product/<product_id>/next", paging.limit(10), AS_OF, kept=True)
def get_next(call: Call, product_id: str) -> Answer[NextProductsAnswer]:
    """What the product's buyers bought next: the products of the order after the one in which they first bought it.

    `share` is of those who have ordered again; the same product may be among them. With more than 10 000 customers 409.
    """
    with asked_shop(call) as shop:
        found = read_followed(shop, product_id)
    catalogue = call.shop.files.catalogue()
    rows: list[NextProduct] = [
        {
            "productId": one.product_id,
            "productName": catalogue.called(one.product_id).name,
            "customers": one.customers,
            "share": one.share,
            "medianDays": one.median_days,
        }
        for one in found.ranked()[: call.params["limit"]]
    ]
    data: NextProducts = {
        "productId": product_id,
        "productName": catalogue.called(product_id).name,
        "asOf": instant(found.as_of_ms),
        "buyers": found.buyers,
        "orderedAgain": found.ordered_again,
        "next": paging.fitting(rows),
    }
    return Answer({"success": True, "data": data})
