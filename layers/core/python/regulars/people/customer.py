"""A customer as answers show them: what is known, and what it means at one instant."""

from __future__ import annotations

from typing import NamedTuple

from ..facts.customer import CustomerFacts
from ..scoring.derive import Scores


class Customer(NamedTuple):
    facts: CustomerFacts
    scores: Scores
