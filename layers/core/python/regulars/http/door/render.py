"""How values look from outside: RFC 3339 instants, money as decimals, names and order as the source documents show."""

from __future__ import annotations

from typing import Any

from ...facts.money import plain as plain
from ...people.customer import Customer
from ...scoring import derive
from ...scoring.fields import Score
from ...scoring.settings import Settings
from ...scoring.shown import instant as instant
from ...scoring.shown import money as money
from ...scoring.shown import rounded as rounded
from ...scoring.shown import shower
from ...scoring.shown import told as told

_BY_NAME = {field.name: (field.read, shower(field)) for field in derive.FIELDS}


def shown(name: str, customer: Customer, exponent: int) -> Any:
    """One field of the registry, whatever an answer calls it."""
    read, show = _BY_NAME[name]
    return show(read(customer.facts, customer.scores), exponent)


def explained_by(score: Score, customer: Customer, settings: Settings, exponent: int) -> dict[str, Any]:
    """What made up one score, by the names of its fields."""
    assert score.explain is not None
    facts, scores = customer
    return {name: told(part, exponent) for name, part in score.explain(facts, scores, settings).items()}
