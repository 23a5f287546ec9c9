"""A tenant's customers as they were at a cut, one after the other, and what testing a fit on them came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, field, replace
from typing import Any

from ...dataclass import dataclass
from ...facts.customer import CustomerFacts
from ..settings import Settings
from .backtest import Backtest, Naive, Outlook, backtest, cut_ms, known_at
from .calibration import Band, Calibration
from .cells import Cells
from .fit import Fit, fit
from .learning import corrected_fit
from .next_product import HitRates, Hits, hit_rates, hits
from .products_tested import NOT_TESTED, ProductsTested
from .sample import Sample


@dataclass(frozen=True, slots=True)
class Question:
    """What is tested: orders within `holdout_days` after the cut, products within `product_days` of them.

    `until_ms` lies in the local day that ends the test; None for a tenant without orders, which has no cut.
    """

    until_ms: int | None
    holdout_days: int
    product_days: int


@dataclass(frozen=True, slots=True)
class Backtested:
    """What came of a question at `as_of_ms`, by the fit that the customers known at `cut_ms` make."""

    as_of_ms: int
    question: Question
    cut_ms: int | None
    fit: Fit
    found: Backtest
    products: HitRates
    tested: ProductsTested = NOT_TESTED

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Backtested:
        """What `as_json` gave, also after JSON; before there were corrections it left out the last of `found`."""
        probabilities, expected, placed, naive, *uncorrected = stored["found"]
        return cls(
            as_of_ms=stored["as_of_ms"],
            question=Question(**stored["question"]),
            cut_ms=stored["cut_ms"],
            fit=Fit.of(stored["fit"]),
            found=Backtest(
                _calibration(probabilities),
                expected,
                placed,
                Naive(*naive),
                *(_calibration(one) for one in uncorrected if one),
            ),
            products=HitRates(*stored["products"]),
            tested=ProductsTested(*stored.get("tested", ())),
        )


@dataclass(slots=True)
class Retrospect:
    """Learns of every customer first; then says what they come to."""

    question: Question
    settings: Settings
    cut_ms: int
    _cells: Cells = field(init=False)
    _sample: Sample = field(init=False, default_factory=Sample)
    _hits: Counter[Hits] = field(init=False, default_factory=Counter)

    @classmethod
    def of(cls, question: Question, settings: Settings) -> Retrospect:
        assert question.until_ms is not None, "without orders there is no cut"
        return cls(question, settings, cut_ms(question.until_ms, settings.timezone, question.holdout_days))

    def __post_init__(self) -> None:
        self._cells = Cells(self.cut_ms)

    def learn(self, facts: CustomerFacts, key: int) -> bool:
        """Counts in what was known of a customer by the cut; False where nothing was. `facts` are whole.

        `key` is the customer's in a sample.
        """
        known = known_at(facts.purchases, self.cut_ms)
        if known is None:
            return False
        self._cells.add(replace(facts, purchases=known), None, self.settings)
        self._sample.add(key, known.timeline, self.settings.timezone, self.cut_ms)
        found = hits(facts.products or {}, self.cut_ms, self.question.product_days)
        if found is not None:
            self._hits[found] += 1
        return True

    def fit(self) -> Fit:
        """The fit that the tenant would have had at the cut; nothing before it stands in for one that fails."""
        return corrected_fit(self._cells, self._sample, None, horizon_days=self.question.holdout_days)

    def tested(self, fitted: Fit, customers: Sequence[Outlook], as_of_ms: int) -> Backtested:
        """`customers` are those known by the cut under this fit, in an order that tells nothing about them."""
        products = hit_rates(self._hits.elements())
        return Backtested(as_of_ms, self.question, self.cut_ms, fitted, backtest(customers), products)


def _calibration(stored: Sequence[Any]) -> Calibration:
    whole = Calibration(*stored)
    return whole._replace(bands=tuple(Band(*band) for band in whole.bands))


def of_nobody(question: Question, as_of_ms: int) -> Backtested:
    """The answer for a tenant without orders."""
    return Backtested(as_of_ms, question, None, fit(Cells(as_of_ms), None), backtest(()), hit_rates(()))
