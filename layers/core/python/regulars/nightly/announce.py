"""Announcing what changed because time passed, without a row being written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from ..errors import TermsOutdated
from ..facts.customer import CustomerFacts, FactsRow
from ..facts.fold import fold
from ..facts.time import HOUR_MS
from ..scoring.derive import Scores, derive
from ..scoring.evaluate import Evaluation, Reason, evaluate
from ..stores.dynamo.calls import Item
from ..stores.evaluations import Evaluations
from ..stores.opened import Stores
from ..stores.rows.rows import Rows
from .work import Night


class Announced:
    """What was last announced of a shard's customers, told beside its rows: both go by customer id.

    It may be older than the row that it is told beside. A later announcement has seen newer data; our conditional put
    then fails, as it should.
    """

    def __init__(self, evaluations: Evaluations, buckets: Iterable[int], start: Item | None = None) -> None:
        """`start` is the key that the rows are read behind."""
        self._following = evaluations.in_order(buckets, after=start["sk"]["S"] if start else "")
        self._next: tuple[str, Evaluation | None] | None = ("", None)

    def of(self, customer_id: str) -> Evaluation | None:
        """None where nothing was announced of the customer. Ids are asked for ascending."""
        while self._next is not None and self._next[0] < customer_id:
            self._next = next(self._following, None)
        return self._next[1] if self._next is not None and self._next[0] == customer_id else None


class Announcer:
    """The announcements of one turn."""

    def __init__(self, night: Night, *, stores: Stores, clock: Callable[[], int]) -> None:
        self._night = night
        self._clock = clock
        self._ledger = stores.ledger(night.tenant)
        self._evaluations = stores.evaluations(night.tenant)
        self._revisions: dict[str, int] = {}

    def announce(self, row: FactsRow, known: CustomerFacts, scores: Scores, previous: Evaluation | None) -> int:
        """Announces a customer's change, if there is one; how many announcements of theirs are this run's: 1 or 0.

        One that a turn made before it broke off is counted by the turn that is done again. That a customer is due in
        another hour, or that settings were edited, is noted and not counted.
        """
        mine = previous is not None and previous.job == self._night.job.job_id
        if self._evaluated(known, scores, previous) is None:
            return int(mine)
        # The row may be behind the ledger that was last announced of. As in projection, the truth is read after the
        # announcement that is replaced: it holds at least what that one had seen.
        record = self._ledger.read_customer(row.customer_id)
        if record.erased:
            return int(mine)
        truth = fold(record)
        evaluation = self._evaluated(truth, derive(truth, self._night.settings, self._night.as_of_ms), previous)
        if evaluation is None:
            return int(mine)
        if evaluation.armed is not None:
            # A night may last for hours: those between its instant and now are over, and nobody looks at them any more.
            evaluation = replace(evaluation, armed=max(evaluation.armed, self._clock() // HOUR_MS))
        if not self._evaluations.put(row.customer_id, evaluation, replacing=previous):
            return int(mine)
        self._revisions[row.customer_id] = row.revision
        return int(mine or evaluation.job == self._night.job.job_id)

    def overtaken(self, facts: Rows) -> list[str]:
        """Customers announced whose row has been replaced meanwhile: that projection may not have seen it.

        `facts` are of the generation that is read by then. Rows of another have other revisions: all are told.
        """
        now = facts.revisions_of(self._revisions)
        return [customer_id for customer_id, revision in self._revisions.items() if now[customer_id] != revision]

    def _evaluated(self, known: CustomerFacts, scores: Scores, previous: Evaluation | None) -> Evaluation | None:
        """The new announcement; None where nothing changed, or where what was announced after this instant, or under
        newer terms, knows better."""
        night = self._night
        if previous is not None and previous.at_ms > night.as_of_ms:
            return None
        try:
            evaluation = evaluate(
                known, scores, previous, night.as_of_ms, terms=night.terms, live=False, reason=Reason.TIME_PASSED
            )
        except TermsOutdated:
            return None
        told = evaluation is not None and (previous is None or evaluation.values != previous.values)
        return evaluation.by(night.job.job_id) if told and evaluation else evaluation
