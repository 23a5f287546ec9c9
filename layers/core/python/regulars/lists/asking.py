"""What a query reads of each customer, and the customer as it judges them: the same for every walk of a list."""

from __future__ import annotations

from ..facts.customer import CustomerFacts
from ..people.customer import Customer
from ..scoring.derive import derive, with_prediction
from ..scoring.scores import SCORES
from ..stores.shop import Shop
from .query import ListQuery, matches


class Asking:
    """`narrow`: an index holds all that the query reads. `whole`: it reads products or tags, which only rows hold."""

    def __init__(self, shop: Shop, query: ListQuery) -> None:
        self._query = query
        self._now_ms = shop.now_ms
        self._settings = query.settings(shop.settings)
        asked = {condition.field.name for condition in query.conditions}
        self._lacking = [score.lacks for score in SCORES if score.lacks and asked.intersection(score.names)]
        segment = query.of_segment
        if segment is not None:
            self._lacking.append(segment.lacks)
        self.narrow = not self._lacking
        self.whole = segment is not None and segment.whole_rows
        self._predicts = segment is not None and segment.predicts
        self._fit = shop.fits.read() if self._predicts else None

    def lacks(self, facts: CustomerFacts) -> bool:
        """Whether facts as an index holds them leave out something that the query reads."""
        return any(lack(facts, self._settings, self._now_ms) for lack in self._lacking)

    def admitted(self, facts: CustomerFacts) -> Customer | None:
        """The customer with their scores; None where they do not match."""
        scores = derive(facts, self._settings, self._now_ms)
        if self._predicts:
            scores = with_prediction(scores, facts, self._fit, self._settings, self._now_ms)
        return Customer(facts, scores) if matches(self._query, facts, scores, self._now_ms) else None
