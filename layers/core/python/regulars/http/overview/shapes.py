"""What a shop owner looks at first."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...population.overview import MoneyBasis
from ...scoring.lifecycle import LifecycleSegment
from ...scoring.prediction.fit import Basis
from ...scoring.rfm import RfmGroup
from ..customers.shapes import TransitionCount
from ..door.operation import Operation
from ..door.shapes import Envelope, Instant, Money, Shape

_Day = Annotated[str | None, Field(examples=["2025-03-31"], description="Null without a past.")]
_Sentence = Annotated[str, Field(description="What the number means.")]
_MoneyBasis = Annotated[
    MoneyBasis,
    Field(description="Expected orders times expected value, by the models; else one order of average value each."),
]
_Link = Annotated[str, Field(description="The call that lists these customers.")]


class Slipping(Shape):
    """Last ordered within the last 14 days before `dormantDays` are over, whatever the segment."""

    sentence: _Sentence
    customers: int
    vips: Annotated[int, Field(description="Of them, who are VIP: they come first in the list.")]
    money: Annotated[Money, Field(description="What they are expected to spend.")]
    moneyBasis: _MoneyBasis
    link: _Link
    asOf: Instant


class DueThisWeek(Shape):
    """Whose cycle of a product ends within a week, as of last night; null before the first one."""

    sentence: _Sentence
    customers: int | None
    pairs: Annotated[int | None, Field(description="Customers with a product.")]
    money: Annotated[Money | None, Field(description="An average purchase of each pair.")]
    moneyBasis: Literal["averagePurchase"] | None
    link: _Link
    asOf: Instant | None


class NewAndGood(Shape):
    """Of the customers with one order, within 60 days, who spent anything: the fifth whose second one is likeliest."""

    sentence: _Sentence
    customers: int
    of: Annotated[int, Field(description="All customers with one order within 60 days, who spent anything.")]
    money: Annotated[Money, Field(description="What they are expected to spend.")]
    moneyBasis: _MoneyBasis
    link: _Link
    asOf: Instant


class Today(Shape):
    slipping: Slipping
    due: DueThisWeek
    newAndGood: NewAndGood


class CountFigure(Shape):
    value: int
    before: Annotated[int, Field(description="30 days ago, by the orders known today.")]
    change: int
    line: Annotated[list[int], Field(description="By day from `figuresFrom` on, each at its end.")]
    link: _Link


class MoneyFigure(Shape):
    value: Money
    before: Money
    change: Money
    line: Annotated[list[Money], Field(description="Of each day and the 29 before it.")]
    link: None


class RateFigure(Shape):
    value: Annotated[float | None, Field(description="Null without an order.")]
    before: float | None
    change: float | None
    line: list[float | None]
    link: None


class Figures(Shape):
    customers: Annotated[CountFigure, Field(description="With a counted order.")]
    active: Annotated[CountFigure, Field(description="Active and New, with a counted order.")]
    vip: CountFigure
    atRisk: Annotated[CountFigure, Field(description="Active, last order more than 60 days ago.")]
    revenue: Annotated[MoneyFigure, Field(description="Net spend of 30 days.")]
    repeatRate: Annotated[RateFigure, Field(description="Customers with two orders or more, of those with any.")]
    beforeDays: int
    revenueDays: int


class SegmentLine(Shape):
    segment: LifecycleSegment
    line: Annotated[list[int], Field(description="Customers by day from `segmentsFrom` on, each at its end.")]


class RfmCell(Shape):
    recency: int
    frequency: int
    group: Annotated[RfmGroup, Field(description="What the money score makes of it: a cell may hold several.")]
    customers: int


class ModelsInShort(Shape):
    basis: Annotated[Basis | None, Field(description="Null before the first night.")]
    fittedAt: Instant | None
    sentence: Annotated[str, Field(description="How far to trust the models, as their last stored backtest says.")]
    testedAt: Instant | None
    link: Annotated[str, Field(description="The call that tests them now.")]


class Overview(Shape):
    asOf: Annotated[Instant, Field(description="Of this instant, or of last night.")]
    currency: str
    noOrders: Annotated[int, Field(description="Customers without a counted order; in no other number.")]
    today: Today
    figures: Figures
    figuresFrom: _Day
    segments: Annotated[list[SegmentLine], Field(description="Two years at most.")]
    segmentsFrom: _Day
    transitions: Annotated[list[TransitionCount], Field(description="Within the days of `figures`.")]
    rfm: list[RfmCell]
    models: ModelsInShort


class OverviewAnswer(Envelope):
    data: Overview


OPERATIONS = {
    "get_overview": Operation("Analytics", OverviewAnswer, problems=(409,)),
}
