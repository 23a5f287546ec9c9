"""The backtest."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...scoring.prediction.fit import Basis, FitWarning
from ...scoring.prediction.verdict import Guess, Verdict
from ..door.operation import Operation
from ..door.shapes import Envelope, Instant, Shape

_Share = Annotated[float | None, Field(description="0 to 1, to 4 decimals; null where there is nobody.")]
_Brier = Annotated[float | None, Field(description="Brier score: mean squared error, lower is better.")]


class BacktestDecile(Shape):
    customers: int
    predicted: Annotated[float, Field(description="Mean predicted probability of an order within `holdoutDays`.")]
    actual: Annotated[float, Field(description="Share of them who did order.")]


class BacktestOrders(Shape):
    expected: Annotated[float | None, Field(description="Purchase days the model expected; null by the rules.")]
    placed: Annotated[int, Field(description="Purchase days there were.")]


class BacktestUncorrected(Shape):
    """The model alone, without what the tenant's own past has corrected."""

    predicted: _Share
    slope: float | None
    brier: _Brier
    auc: float | None


class BacktestNaive(Shape):
    rate: Annotated[float | None, Field(description="Share who ordered in the `holdoutDays` before the cut.")]
    rateBrier: Annotated[float | None, Field(description="Brier score of that rate as everybody's probability.")]
    hindsightRateBrier: Annotated[float | None, Field(description="Of the actual share, which nobody knew at the cut.")]
    recencyBrier: Annotated[
        float | None, Field(description="Of a table by days since the last order, learnt before the cut.")
    ]
    recencyAuc: Annotated[float | None, Field(description="AUC of the days since the last order alone.")]


class BacktestBuyers(Shape):
    """Of at most 10 000 customers."""

    customers: Annotated[int, Field(description="Known customers who bought any product within `productDays`.")]
    probable: Annotated[float | None, Field(description="Share who bought the most probable of what they had bought.")]
    mostFrequent: Annotated[float | None, Field(description="Share who bought what they had bought most often.")]


class BacktestRhythm(Shape):
    expected: Annotated[int, Field(description="Purchases that the cycles of pairs predicted, without overdue pairs.")]
    came: Annotated[int, Field(description="What those pairs bought.")]


class BacktestPurchases(Shape):
    """Purchases of products within `productDays`."""

    expected: Annotated[float | None, Field(description="By recent weeks; null with fewer than four full weeks.")]
    came: Annotated[int, Field(description="By everybody, known at the cut or new.")]
    inRhythm: BacktestRhythm


class BacktestProducts(Shape):
    customers: Annotated[int, Field(description="Customers with a product predicted within `productDays` at the cut.")]
    recommended: Annotated[float | None, Field(description="Share of them who bought it within `productDays`.")]
    mostFrequent: Annotated[float | None, Field(description="Share who bought what they had bought most often.")]
    last: Annotated[float | None, Field(description="Share who bought what they had bought last.")]
    probable: Annotated[float | None, Field(description="Share who bought the most probable of what they had bought.")]
    buyers: BacktestBuyers


class Backtest(Shape):
    verdict: Annotated[
        Literal[Verdict.PROBABILITIES, Verdict.RANKING, Verdict.NOTHING, Verdict.TOO_FEW],
        Field(description="What can be relied on: the probabilities, who stands above whom, nothing; or nobody knows."),
    ]
    sentence: Annotated[str, Field(description="The verdict in words, with the figures that decided.")]
    productsSentence: Annotated[str, Field(description="The hit rates of the next product in words, and which to use.")]
    purchasesSentence: Annotated[str, Field(description="The forecasts of purchases in words.")]
    closest: Annotated[
        Literal[Guess.CORRECTED, Guess.MODEL, Guess.RECENCY, Guess.RATE] | None,
        Field(
            description="Of the ways to guess that were known at the cut the one with the lowest Brier score: what is "
            "served (`corrected`, or `model` where nothing corrects it), the days since the last order, one rate for "
            "all; null where there is nothing to test."
        ),
    ]
    asOf: Annotated[Instant, Field(description="When it was computed.")]
    stored: Annotated[bool, Field(description="Whether the operator's command left it: more than 10 000 customers.")]
    cut: Annotated[Instant | None, Field(description="Only orders up to here were known; null without orders.")]
    until: Annotated[Instant | None, Field(description="In the local day that ends the test; null without orders.")]
    holdoutDays: int
    productDays: int
    basis: Annotated[
        Literal[Basis.MODEL, Basis.PRIOR, Basis.RULES],
        Field(description="What the fit at the cut would have rested on."),
    ]
    warning: Literal[FitWarning.INSUFFICIENT_HISTORY, FitWarning.NO_RECENT_ORDERS] | None
    fittedCustomers: Annotated[int | None, Field(description="Buyers the fit was made of; null by the rules.")]
    atBound: Annotated[list[str], Field(description="Parameters of the fit that lie at the edge of their range.")]
    coarse: Annotated[bool, Field(description="Whether the fit was made by weeks: more than 50 000 distinct cells.")]
    corrected: Annotated[bool, Field(description="Whether the tenant's own window before the cut corrects the model.")]
    customers: Annotated[int, Field(description="Customers who had ordered by the cut.")]
    predicted: _Share
    actual: _Share
    deciles: Annotated[list[BacktestDecile], Field(description="Ten groups of equal size by predicted probability.")]
    slope: Annotated[float | None, Field(description="Of actual over predicted: 1 is calibrated, below 1 too sure.")]
    brier: _Brier
    auc: Annotated[
        float | None, Field(description="Chance that one who ordered stood above one who did not; .5 is guessing.")
    ]
    uncorrected: Annotated[
        BacktestUncorrected | None, Field(description="The same of the model alone; null where nothing corrects it.")
    ]
    orders: BacktestOrders
    naive: BacktestNaive
    products: BacktestProducts
    purchases: BacktestPurchases


class BacktestAnswer(Envelope):
    data: Backtest


OPERATIONS = {
    "get_backtest": Operation("Analytics", BacktestAnswer, problems=(409,)),
}
