"""What every part of a night can do: count customers in, merge, be kept between turns, and leave its answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Protocol, Self

from ...facts.customer import CustomerFacts
from ...facts.order import Order
from ...scoring.derive import Scores
from ...scoring.settings import Settings
from ..left import Left
from ..work import Night


class Part(Protocol):
    """One thing that is added up over all customers. Parts of the same night merge in any order to the same sum.

    `name` is the part's own among what a turn keeps. A part `of_one_shard` is merged and left shard by shard, and no
    sum over shards is made of it.
    """

    name: ClassVar[str]
    of_one_shard: ClassVar[bool] = False

    @classmethod
    def begin(cls, night: Night) -> Self:
        """The part before the first customer."""
        ...

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Counts a customer in. `facts` are whole: those of a heavy customer come from the ledger."""
        ...

    def see(self, orders: Iterable[Order]) -> None:
        """Is shown the orders of a customer that is verified, who may be counted in as well; most parts need none."""

    def merge(self, other: Self) -> None:
        """Adds other customers of the same night."""
        ...

    def as_json(self) -> Any:
        """What a turn keeps of it."""
        ...

    @classmethod
    def of(cls, stored: Any) -> Self:
        """What `as_json` gave."""
        ...

    def leave(self, left: Left) -> None:
        """Leaves the answer. Broken off and done again, it leaves the same."""
        ...
