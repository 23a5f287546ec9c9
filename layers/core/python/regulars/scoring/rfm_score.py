"""What RFM shows of a customer: the three scores, their code and the group (docs/scoring.md, RFM)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..facts.customer import CustomerFacts
from .fields import Counted, Field, Filter, Kind, Operator, Previewed, Score
from .rfm import RfmGroup, needs_timeline, rfm_if_read
from .rfm_explained import explain
from .rfm_reach import of_frequency, of_groups, of_monetary, of_recency
from .settings import Settings
from .turns import days_after, of_order_window

_SCORES = range(1, 6)
_NULL = "null without any order, and in a list of who has more orders than an index holds, about 100."


def _turns(facts: CustomerFacts, settings: Settings, now_ms: int, wanted: Sequence[Any]) -> Iterator[int]:
    yield from days_after(facts.purchases.last_at_ms, (days + 1 for days in settings.rfm.recency_days))
    yield from of_order_window(facts.purchases, settings.rfm.window_days)


SCORE = Score(
    "rfm",
    "RFM over the last 365 days",
    (
        Field(
            "recencyScore",
            Kind.INTEGER,
            None,
            lambda facts, scores: scores.rfm and scores.rfm.recency,
            doc="1 to 5 by days since the newest counted order; null without one.",
            filters=(
                Filter(
                    "recencyScore",
                    Operator.ONE_OF,
                    "Only these scores of recency, over the last 365 days.",
                    of_recency,
                    _SCORES,
                ),
            ),
            changes_with_time=True,
            turns=_turns,
        ),
        Field(
            "frequencyScore",
            Kind.INTEGER,
            None,
            lambda facts, scores: scores.rfm and scores.rfm.frequency,
            doc="1 to 5 by orders in the window; null without any order.",
            filters=(
                Filter(
                    "frequencyScore",
                    Operator.ONE_OF,
                    "Only these scores of frequency, over the last 365 days.",
                    of_frequency,
                    _SCORES,
                ),
            ),
            changes_with_time=True,
            turns=_turns,
        ),
        Field(
            "monetaryScore",
            Kind.INTEGER,
            None,
            lambda facts, scores: scores.rfm and scores.rfm.monetary,
            doc="1 to 5 by spend in the window; null without any order.",
            filters=(
                Filter(
                    "monetaryScore",
                    Operator.ONE_OF,
                    "Only these scores of money, over the last 365 days.",
                    of_monetary,
                    _SCORES,
                ),
            ),
            changes_with_time=True,
            turns=_turns,
        ),
        Field(
            "rfmScore",
            Kind.TEXT,
            None,
            lambda facts, scores: scores.rfm and scores.rfm.code,
            doc="The three scores as one text, such as 543; " + _NULL,
            in_lists=True,
            changes_with_time=True,
            turns=_turns,
        ),
        Field(
            "rfmSegment",
            Kind.ENUMERATION,
            None,
            lambda facts, scores: scores.rfm and scores.rfm.value,
            doc="The RFM group, such as Champions; " + _NULL,
            values=RfmGroup,
            in_lists=True,
            filters=(Filter("rfmGroup", Operator.ONE_OF, "Only these RFM groups, over the last 365 days.", of_groups),),
            counted=Counted("rfmGroups", "Over 365 days; null of a night that did not count them yet."),
            previewed=Previewed("rfmMoved", "rfmMoves", "Customers who would change their RFM group, over 365 days."),
            changes_with_time=True,
            turns=_turns,
        ),
    ),
    compute=lambda facts, settings, now_ms: rfm_if_read(facts.purchases, settings, now_ms, settings.rfm.window_days),
    explain=explain,
    lacks=lambda facts, settings, now_ms: needs_timeline(facts.purchases, now_ms, settings.rfm.window_days),
    in_past=True,
)
