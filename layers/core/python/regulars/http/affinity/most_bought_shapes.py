"""The products that were bought most."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ..door.operation import Operation
from ..door.shapes import Envelope, Meta, Shape


class MostBoughtProduct(Shape):
    productId: str
    productName: Annotated[str | None, Field(description="From the newest order that gives one; null where none does.")]
    category: str | None
    rank: Annotated[int, Field(description="1 was bought most.")]
    purchases: Annotated[
        int | None,
        Field(description="How often all customers bought it; null where the last night was of an older version."),
    ]


class MostBoughtProducts(Envelope):
    data: list[MostBoughtProduct]
    meta: Annotated[Meta, Field(description="`asOf` is the last night; there is no cursor.")]


OPERATIONS = {
    "get_products": Operation("Product affinity", MostBoughtProducts, problems=(409,)),
}
