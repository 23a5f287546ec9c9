"""Pairs that became due since the night before: each is told on the bus, with what this night learnt of its product."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Self

from ...events.event import Event
from ...events.publish import publish
from ...events.types.reorder_due import Reorder, reorder_due
from ...population.purchase_model import PurchaseModel
from ...population.reorders import ReorderPair, Reorders
from ...products import probable
from ...products.spread import number_of
from ...scoring.next_purchase import Repeats
from ..left import Left
from ..work import Night
from .part import Part

_AT_ONCE = 500


class ReordersPart(Reorders, Part):
    """Left behind the rates of pairs. Told again by a night that is done again, each event is the same."""

    name = "reorders"

    @classmethod
    def begin(cls, night: Night) -> Self:
        return cls(night.job.since_ms, night.as_of_ms)

    def leave(self, left: Left) -> None:
        told = _events(sorted(self.pairs), left)
        while some := list(islice(told, _AT_ONCE)):
            publish(some, stores=left.stores)


def _events(pairs: list[ReorderPair], left: Left) -> Iterator[Event]:
    night, learnt = left.night, _Learnt(left)
    for pair in pairs:
        reorder = Reorder(
            pair.customer_id, pair.product_id, pair.due_at_ms, night.as_of_ms, learnt.percent(pair, night.as_of_ms)
        )
        yield reorder_due(reorder, night.tenant, name_customers=night.settings.events_name_customers)


class _Learnt:
    """What this night has just left of how probable purchases are; objects of products are read when first needed."""

    def __init__(self, left: Left) -> None:
        self._left = left
        self._model = PurchaseModel.of(left.noted(probable.PURCHASE_MODEL))
        self._objects: int = left.noted(probable.OBJECTS)
        self._products: dict[int, dict[str, list[int]]] = {}

    def percent(self, pair: ReorderPair, now_ms: int) -> int:
        repeats = Repeats(*self._of_object(number_of(pair.product_id, self._objects)).get(pair.product_id, ()))
        rate = self._model.rate(pair.purchases, pair.first_at_ms, repeats, now_ms)
        return round(100 * self._model.probability(rate))

    def _of_object(self, number: int) -> dict[str, list[int]]:
        if number not in self._products:
            self._products[number] = self._left.get(probable.object_name(number))["products"]
        return self._products[number]
