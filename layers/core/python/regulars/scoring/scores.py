"""All scores of a customer. To add one, write its file and put its `SCORE` here: every answer loops over this."""

from __future__ import annotations

from . import (
    churn_risk_score,
    contact,
    engagement,
    lapse,
    lifecycle,
    loyalty_tiers,
    purchases,
    rfm_score,
    sentiment,
    venue,
)
from .fields import Field, Score
from .prediction import prediction

SCORES: tuple[Score, ...] = (
    purchases.SCORE,
    lifecycle.SCORE,
    rfm_score.SCORE,
    venue.SCORE,
    lapse.SCORE,
    engagement.SCORE,
    churn_risk_score.SCORE,
    loyalty_tiers.SCORE,
    sentiment.SCORE,
    contact.SCORE,
    prediction.SCORE,
)


def fields_of(scores: tuple[Score, ...]) -> tuple[Field, ...]:
    """Every field, in the order of the scores. Raises `ValueError` where two share a name or a parameter."""
    fields = tuple(field for score in scores for field in score.fields)
    names = [field.name for field in fields] + [f"?{one.parameter}" for field in fields for one in field.filters]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"more than one field is called {', '.join(sorted(twice))}")
    return fields
