"""A customer as he leaves: what is known, and what it means at one instant."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

from ..facts.customer import CustomerFacts
from ..scoring.derive import Scores

T = TypeVar("T")


class Customer(NamedTuple):
    facts: CustomerFacts
    scores: Scores


class Page(NamedTuple, Generic[T]):
    """A piece of a walk. `total` is None where it is not known; the walk ends where `next_cursor` is None."""

    items: list[T]
    total: int | None
    next_cursor: str | None
    as_of_ms: int
