"""How a customer looks as source 004 shows them: in a list, alone, explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...people.customer import Customer as Known
from ...scoring import derive
from ...scoring.explain import Explanation
from ...scoring.scores import SCORES
from ...scoring.settings import Settings
from ...scoring.shown import shower
from ..door.render import told

if TYPE_CHECKING:
    from . import shapes
    from .shapes import Customer, CustomerDetail

# Source 004 shows these first, in this order; what has been added since follows.
_SOURCE_ORDER = (
    "orderCount",
    "totalSpend",
    "lastOrderDate",
    "lastOrderReference",
    "segment",
    "lastOrderDaysAgo",
    "purchaseFrequency",
)
METRICS = sorted(
    derive.METRICS,
    key=lambda field: _SOURCE_ORDER.index(field.name) if field.name in _SOURCE_ORDER else len(_SOURCE_ORDER),
)
_SHOWN = [(field.name, field.read, shower(field)) for field in METRICS]
_LISTED = frozenset(field.name for field in METRICS)
_EXPLAIN = [score.explain for score in SCORES if score.explain and not _LISTED.isdisjoint(score.names)]


def metrics(customer: Known, exponent: int) -> shapes.Metrics:
    """Every field of `scoring.derive.METRICS`."""
    facts, scores = customer
    return {name: show(read(facts, scores), exponent) for name, read, show in _SHOWN}


def list_row(customer: Known, exponent: int) -> Customer:
    """A customer in a list, as source 004 shows them."""
    facts = customer.facts
    return {
        "contactID": facts.customer_id,
        "name": facts.display_name,
        "email": facts.profile.email,
        "company": facts.profile.company,
        "metrics": metrics(customer, exponent),
    }


def single(customer: Known, exponent: int) -> CustomerDetail:
    """A single customer, as source 004 shows them."""
    facts, profile = customer.facts, customer.facts.profile
    return {
        "contactID": facts.customer_id,
        "name": facts.display_name,
        "email": profile.email,
        "company": profile.company,
        "phone": profile.phone,
        "accountName": profile.account_name,
        "accountCode": profile.account_code,
        "metrics": metrics(customer, exponent),
    }


def explanation(customer: Known, settings: Settings, exponent: int) -> shapes.Explanation:
    """What made the metrics up: inputs, the rule that held, the threshold that applied.

    See docs/scoring.md, Conventions.
    """
    return {name: told(part, exponent) for name, part in explained(customer, settings).items()}


def explained(customer: Known, settings: Settings) -> dict[str, Explanation]:
    """What made up the fields that lists show, in inner units."""
    facts, scores = customer
    parts = (part for explain in _EXPLAIN for part in explain(facts, scores, settings).items())
    return {name: part for name, part in parts if name in _LISTED}
