"""`derive`: facts, settings and an instant become every score. The only place where a customer meets the clock."""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, NamedTuple

from ..facts.customer import CustomerFacts
from .fields import Field
from .prediction import prediction as _prediction
from .prediction.fit import Fit
from .scores import SCORES, fields_of
from .settings import Settings

if TYPE_CHECKING:
    from .churn_risk import ChurnRisk
    from .contact import ContactScore
    from .engagement import Engagement
    from .lifecycle import Lifecycle
    from .rfm import Rfm
    from .venue import Venue

    class Scores(NamedTuple):
        """All scores of one customer at one instant: a value for each of `SCORES` that has one, by its name.

        Type checkers know those that other code names. `rfm` is of the settings' window, None without a counted order;
        and None where the facts are of a list's row, without the timeline that would decide (`rfm.needs_timeline`): who
        shows or counts it there reads that first. So are `engagement` and `churn_risk`, which also take what customers
        did beside their orders. `prediction` is None until `with_prediction` adds it: the models take as long as
        everything else together five times over.
        """

        lifecycle: Lifecycle
        rfm: Rfm | None
        venue: Venue
        engagement: Engagement | None
        churn_risk: ChurnRisk | None
        contact: ContactScore
        prediction: _prediction.Prediction | None = None

else:
    _computed = [score for score in SCORES if score.compute]
    Scores = namedtuple("Scores", [*(score.name for score in _computed), "prediction"], defaults=[None])

# Every value that can be read from a customer.
FIELDS: tuple[Field, ...] = fields_of(SCORES)
# What a customer's metrics show in lists and alone: readable from any row.
METRICS: tuple[Field, ...] = tuple(field for field in FIELDS if field.in_lists)
_COMPUTES = tuple(score.compute for score in SCORES if score.compute)


def derive(facts: CustomerFacts, settings: Settings, now_ms: int) -> Scores:
    """Every score of a customer at `now_ms`. Pure; under 50 microseconds for a customer of some hundred orders."""
    return Scores(*[compute(facts, settings, now_ms) for compute in _COMPUTES])


def with_prediction(scores: Scores, facts: CustomerFacts, fit: Fit | None, settings: Settings, now_ms: int) -> Scores:
    """The scores with what the models expect under `fit` (None: before the tenant's first one); under 250 us."""
    return scores._replace(prediction=_prediction.prediction(facts.purchases, fit, settings, now_ms))
