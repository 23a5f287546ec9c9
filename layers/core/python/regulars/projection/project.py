"""`Projector.project`: revision, ledger, fold, Put. The one loop to know by heart.

Why each step stands where it does is shown by schedules in `tests/flows/test_projection_order.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..dataclass import dataclass
from ..errors import ProjectionContended
from ..facts.customer import CustomerFacts, FactsRow
from ..facts.order import Lane
from ..facts.ranges import Ranges
from ..facts.record import Erased
from ..facts.tenant import Tenant
from ..scoring.derive import derive
from ..scoring.evaluate import Evaluation, Reason, Terms, evaluate
from ..stores.evaluations import Evaluations
from ..stores.ledger import Ledger
from ..stores.opened import Stores
from ..stores.registry import Registry
from ..stores.rows.rows import Rows
from .reading import Reading, read_changed, read_whole
from .referrals import tell_referrers

_MAX_ATTEMPTS = 6


class Seen:
    """What was read of customers before their ledger: each row's revision in each generation, then the evaluation, then
    who was erased.

    `partly`: of whom parts of the row may stay as they are. While several generations are written there are none: each
    has parts of its own.
    """

    def __init__(
        self,
        customer_ids: Collection[str],
        *,
        rows: Sequence[Rows],
        evaluations: Evaluations,
        ledger: Ledger,
        partly: Collection[str] = (),
    ) -> None:
        self._rows = rows[0].seen_of(partly) if partly and len(rows) == 1 else {}
        rest = [customer_id for customer_id in customer_ids if customer_id not in self._rows]
        self._revisions = [generation.revisions_of(rest) for generation in rows]
        self._evaluations = evaluations.of(customer_ids)
        self.erased = ledger.erased(customer_ids, consistent=True)

    def revisions(self, customer_id: str) -> list[int]:
        """The revision in each generation, in the order they were given."""
        if row := self._rows.get(customer_id):
            return [row.revision]
        return [revisions[customer_id] for revisions in self._revisions]

    def row(self, customer_id: str) -> FactsRow | None:
        """The row whose parts may stay as they are."""
        row = self._rows.get(customer_id)
        return row and row.long

    def evaluation(self, customer_id: str) -> Evaluation | None:
        return self._evaluations.get(customer_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Projector:
    """What projections of a tenant's customers read and write, and the instant and terms that they go by.

    `rows` are those of every generation that is written. `now_ms` is an instant before any ledger is read. Whoever
    brought a customer is told of their first counted order by the `registry`; without it nobody is, and a message about
    the customer must follow.
    """

    ledger: Ledger
    rows: Sequence[Rows]
    evaluations: Evaluations
    terms: Terms
    now_ms: int
    live: bool
    registry: Registry | None = None

    @classmethod
    def opened(
        cls, stores: Stores, tenant: Tenant, terms: Terms, *, now_ms: int, live: bool, tells_referrers: bool = False
    ) -> Projector:
        """Over the tenant's stores."""
        return cls(
            ledger=stores.ledger(tenant),
            rows=stores.written_rows(tenant),
            evaluations=stores.evaluations(tenant),
            terms=terms,
            now_ms=now_ms,
            live=live,
            registry=stores.registry(tenant) if tells_referrers else None,
        )

    def see(self, customer_ids: Collection[str], *, partly: Collection[str] = ()) -> Seen:
        """What is read of customers before their ledgers: the earlier, the safer."""
        return Seen(customer_ids, rows=self.rows, evaluations=self.evaluations, ledger=self.ledger, partly=partly)

    def project(
        self, customer_id: str, *, changed: Ranges | None = None, seen: Seen | None = None, done: set[str] | None = None
    ) -> CustomerFacts:
        """Makes the customer's row anew in every written generation and announces what changed.

        `changed` are the ranges of the record that this is about, None: maybe all; empty: only time has passed. Of one
        who was merged into another the row is emptied, after the survivor's was made: whoever waits for the one has the
        other too. `seen` may come from a read for a whole batch. `done` are those whose row needs not be made because
        it was, from a whole ledger with all that this is about; who is projected so joins them.

        Of somebody who was erased nothing is announced and the row is emptied, even where there was none; nothing at
        all is written once the erasure is settled. Raises `ProjectionContended` where others keep being faster, and
        `TermsOutdated` where they went by newer terms.
        """
        done = set() if done is None else done
        partly = [] if changed is None else [customer_id]
        reason = Reason.TIME_PASSED if changed == frozenset() else Reason.DATA_CHANGED
        for _ in range(_MAX_ATTEMPTS):
            # 1. The row, then the evaluation, then whether they were erased, consistently ...
            before = seen or self.see([customer_id], partly=partly)
            # 2. ... then the truth, and whose member they are: a projection that has seen an older ledger has also seen
            #    an older revision, and loses.
            row = before.row(customer_id)
            read = read_changed(customer_id, changed, row, self.ledger, self.now_ms, before.erased)
            if read.erased is Erased.SETTLED:
                done.add(customer_id)
                return read.facts
            previous = before.evaluation(customer_id)
            evaluation = self._evaluate(read, previous, reason)
            if read.partial and evaluation is not None and (previous is None or evaluation.values != previous.values):
                # Nobody tells by a part that was not read. The hour that they are due in may be wrong by one: the
                # message about that part puts it right, since an earlier hour always wins.
                read = read_whole(customer_id, self.ledger, self.now_ms, before.erased)
                evaluation = self._evaluate(read, previous, reason)
            if read.merged_into is not None and read.merged_into not in done:
                self.project(read.merged_into, done=done)
            # 3. Tell whoever brought them, and announce, before the row is put: what an older view tells is then always
            #    followed by a lost Put of its row, and so by another round that corrects it.
            told = self._tell_referrers(read)
            told = told and (evaluation is None or self.evaluations.put(customer_id, evaluation, replacing=previous))
            # 4. Put even when equal, and even when empty: skipping would let an older view win.
            if told and self._put_rows(read, before.revisions(customer_id)):
                if not read.partial:
                    done.add(customer_id)
                return read.facts
            seen = None
        raise ProjectionContended("others kept replacing the row")

    def _evaluate(self, read: Reading, previous: Evaluation | None, reason: Reason) -> Evaluation | None:
        if read.erased:
            return None
        # A worker that began before somebody else told (a night, a neighbour whose clock is ahead) must not take it
        # back as of an older instant.
        at_ms = self.now_ms if previous is None else max(self.now_ms, previous.at_ms)
        scores = derive(read.facts, self.terms.settings, at_ms)
        return evaluate(read.facts, scores, previous, at_ms, terms=self.terms, live=self.live, reason=reason)

    def _tell_referrers(self, read: Reading) -> bool:
        if self.registry is None:
            return True
        lane = Lane.LIVE if self.live else Lane.BULK
        return tell_referrers(
            read.record, read.facts, ledger=self.ledger, registry=self.registry, now_ms=self.now_ms, lane=lane
        )

    def _put_rows(self, read: Reading, revisions: Sequence[int]) -> bool:
        for generation, revision in zip(self.rows, revisions, strict=True):
            if not generation.put(read.row(revision, self.now_ms), replacing=revision):
                return False
        return True
