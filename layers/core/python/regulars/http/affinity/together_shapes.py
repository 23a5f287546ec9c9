"""Products that go together (source 000, its list of what comes next)."""

from __future__ import annotations

from typing import Annotated, NotRequired

from pydantic import Field

from ..door.operation import Operation
from ..door.shapes import Envelope, Meta, Shape


class TogetherExplanation(Shape):
    """Distinct customers. Confidence is support / buyers, lift is support * allBuyers / (buyers * companionBuyers)."""

    supportCustomers: Annotated[int, Field(description="Customers who bought both.")]
    buyers: Annotated[int, Field(description="Customers who bought the product asked for, or the one in `because`.")]
    companionBuyers: Annotated[int, Field(description="Customers who bought the row's product.")]
    allBuyers: Annotated[int, Field(description="Customers who bought anything.")]


class BoughtTogetherProduct(Shape):
    productId: str
    productName: Annotated[str | None, Field(description="As the tenant's orders name it; null: not known.")]
    supportCustomers: Annotated[int, Field(description="Customers who bought both: 5 or more.")]
    confidence: Annotated[float, Field(description="Share of the product's buyers who bought this, to 4 decimals.")]
    lift: Annotated[float, Field(description="That share over the one among all buyers, to 4 decimals: above 1.")]
    explanation: NotRequired[Annotated[TogetherExplanation, Field(description="With `explain=true` only.")]]


class BoughtTogetherProducts(Envelope):
    data: list[BoughtTogetherProduct]
    meta: Annotated[Meta, Field(description="`asOf` is the last night; there is no cursor.")]


class CrossSellReason(Shape):
    productId: str
    productName: Annotated[str | None, Field(description="As their newest order names it; null where none does.")]


class CrossSellProduct(BoughtTogetherProduct):
    because: Annotated[CrossSellReason, Field(description="The customer's product that this goes with.")]


class CrossSellProducts(Envelope):
    data: list[CrossSellProduct]
    meta: Annotated[Meta, Field(description="`asOf` is the last night; there is no cursor.")]


OPERATIONS = {
    "get_bought_together": Operation("Product affinity", BoughtTogetherProducts, problems=(409,)),
    "get_cross_sell": Operation("Product affinity", CrossSellProducts, problems=(404, 409)),
}
