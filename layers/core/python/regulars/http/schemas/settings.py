"""Settings, and what a change of them would do."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .common import Envelope, Money, Shape

Bands = Annotated[list[int], Field(min_length=3, max_length=3, description="Weekly, monthly, quarterly: days, up to.")]


class Settings(Shape):
    timezone: Annotated[str, Field(description="IANA zone.")]
    vipSpend: Annotated[Money, Field(description="VIP: total spend above this.")]
    dormantDays: Annotated[int, Field(description="Dormant: more days than this since the last order.")]
    newDays: Annotated[int, Field(description="New: up to so many days since the first order.")]
    frequencyDays: Bands
    recommendationDays: Annotated[int, Field(description="Recommended: predicted within so many days from now.")]
    recommendationMinScore: Annotated[int, Field(description="Recommended: an affinity score of this or more.")]
    atRiskMinPurchases: Annotated[int, Field(description="At risk: only who bought the product so often; 3 or more.")]


class SettingsAnswer(Envelope):
    data: Settings


class SettingsChange(Shape):
    """Only the keys given change; null puts one back to its default."""

    timezone: str | None = None
    vipSpend: float | str | None = None
    dormantDays: int | None = None
    newDays: int | None = None
    frequencyDays: Bands | None = None
    recommendationDays: int | None = None
    recommendationMinScore: int | None = None
    atRiskMinPurchases: int | None = None


class Example(Shape):
    contactID: str
    name: str


class Move(Shape):
    from_: Annotated[str, Field(alias="from")]
    to: str
    count: int
    examples: Annotated[list[Example], Field(max_length=10)]


class SettingsPreview(Shape):
    customers: int
    moved: Annotated[int, Field(description="Customers who would change their lifecycle segment.")]
    moves: list[Move]
    frequencyMoved: Annotated[int, Field(description="Customers who would change their purchase frequency.")]
    frequencyMoves: list[Move]


class SettingsPreviewAnswer(Envelope):
    data: SettingsPreview
