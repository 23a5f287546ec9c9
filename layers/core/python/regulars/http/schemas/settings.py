"""Settings, and what a change of them would do."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, create_model

from ...customers.preview import PREVIEWED
from ...scoring.setting_values import NUMBER_PATTERN
from .common import ZONE_PATTERN, Envelope, Money, Shape

_Number = float | Annotated[str, Field(pattern=NUMBER_PATTERN)]
FourDays = Annotated[list[int], Field(min_length=4, max_length=4, description="Up to so many days: 5, 4, 3, 2.")]
FourOrders = Annotated[list[int], Field(min_length=4, max_length=4, description="From so many orders: 5, 4, 3, 2.")]
Bands = Annotated[list[int], Field(min_length=3, max_length=3, description="Weekly, monthly, quarterly: days, up to.")]


class RfmBands(Shape):
    """What the scores 5, 4, 3 and 2 take; what is beyond the last scores 1."""

    recencyDays: FourDays
    orders: FourOrders
    spend: Annotated[list[Money], Field(min_length=4, max_length=4, description="From so much spend: 5, 4, 3, 2.")]


class VenueThresholds(Shape):
    vipSpend: Annotated[Money, Field(description="vip: spend above this, and more orders a year than vipFrequency.")]
    vipFrequency: Annotated[int, Field(description="Orders a year.")]
    regularFrequency: Annotated[int, Field(description="regular: more orders a year than this.")]
    atRiskDays: Annotated[int, Field(description="at_risk: more days than this since the last order.")]
    dormantDays: Annotated[int, Field(description="dormant: more days than this.")]
    lostDays: Annotated[int, Field(description="lost: more days than this.")]


class Settings(Shape):
    timezone: Annotated[str, Field(description="IANA zone.")]
    vipSpend: Annotated[Money, Field(description="VIP: total spend above this.")]
    dormantDays: Annotated[int, Field(description="Dormant: more days than this since the last order.")]
    newDays: Annotated[int, Field(description="New: up to so many days since the first order.")]
    frequencyDays: Bands
    recommendationDays: Annotated[int, Field(description="Recommended: predicted within so many days from now.")]
    recommendationMinScore: Annotated[int, Field(description="Recommended: an affinity score of this or more.")]
    atRiskMinPurchases: Annotated[int, Field(description="At risk: only who bought the product so often; 3 or more.")]
    rfm: RfmBands
    venue: VenueThresholds
    clvHorizonDays: Annotated[int, Field(description="Lifetime value is that of so many days ahead; 1 to 3650.")]
    churnHorizonDays: Annotated[int, Field(description="Churned: no order within so many days; 1 to 3650.")]
    discountRate: Annotated[float, Field(description="What later money is worth less, a year: 0.1 is ten percent.")]


class SettingsAnswer(Envelope):
    data: Settings


class GivenRfmBands(Shape):
    recencyDays: FourDays | None = None
    orders: FourOrders | None = None
    spend: Annotated[list[_Number], Field(min_length=4, max_length=4)] | None = None


class GivenVenueThresholds(Shape):
    """Both frequencies and all three days ascend: regular below vip; at risk, dormant, lost."""

    vipSpend: _Number | None = None
    vipFrequency: int | None = None
    regularFrequency: int | None = None
    atRiskDays: int | None = None
    dormantDays: int | None = None
    lostDays: int | None = None


class SettingsChange(Shape):
    """Only the keys given change, inside `rfm` and `venue` too; null puts one back to its default."""

    timezone: Annotated[str, Field(pattern=ZONE_PATTERN)] | None = None
    vipSpend: _Number | None = None
    dormantDays: int | None = None
    newDays: int | None = None
    frequencyDays: Bands | None = None
    recommendationDays: int | None = None
    recommendationMinScore: int | None = None
    atRiskMinPurchases: int | None = None
    rfm: GivenRfmBands | None = None
    venue: GivenVenueThresholds | None = None
    clvHorizonDays: int | None = None
    churnHorizonDays: int | None = None
    discountRate: _Number | None = None


class Example(Shape):
    contactID: str
    name: str


class Move(Shape):
    from_: Annotated[str, Field(alias="from")]
    to: str
    count: int
    examples: Annotated[list[Example], Field(max_length=10)]


_MOVES: dict[str, Any] = {
    name: shape
    for field in PREVIEWED
    if (previewed := field.previewed)
    for name, shape in (
        (previewed.moved, (Annotated[int, Field(description=previewed.doc)], ...)),
        (previewed.moves, (list[Move], ...)),
    )
}
SettingsPreview: Any = create_model("SettingsPreview", __base__=Shape, customers=(int, ...), **_MOVES)


class SettingsPreviewAnswer(Envelope):
    data: SettingsPreview
