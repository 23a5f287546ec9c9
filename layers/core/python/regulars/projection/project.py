"""`project_customer`: revision, ledger, fold, Put. The one loop to know by heart.

Why each step stands where it does is shown by schedules in `tests/flows/test_projection_order.py`.
"""

from __future__ import annotations

from ..errors import ProjectionContended
from ..facts.customer import FACTS_VERSION, CustomerFacts, FactsRow
from ..facts.fold import fold
from ..scoring.derive import derive
from ..scoring.evaluate import Evaluation, evaluate
from ..scoring.settings import Settings
from ..stores.evaluations import Evaluations
from ..stores.ledger import Ledger
from ..stores.rows.rows import Rows

_MAX_ATTEMPTS = 6


class Seen:
    """What was read of customers before their ledger: each row's revision in each generation, then the evaluation."""

    def __init__(self, customer_ids: list[str], *, facts: list[Rows], evaluations: Evaluations) -> None:
        self._revisions = [generation.revisions_of(customer_ids) for generation in facts]
        self._evaluations = evaluations.of(customer_ids)

    def revisions(self, customer_id: str) -> list[int]:
        """The revision in each generation, in the order they were given."""
        return [revisions[customer_id] for revisions in self._revisions]

    def evaluation(self, customer_id: str) -> Evaluation | None:
        return self._evaluations.get(customer_id)


def project_customer(
    customer_id: str,
    *,
    ledger: Ledger,
    facts: list[Rows],
    evaluations: Evaluations,
    settings: Settings,
    now_ms: int,
    live: bool,
    seen: Seen | None = None,
    done: set[str] | None = None,
) -> CustomerFacts:
    """Makes the customer's row anew in every written generation and announces what changed.

    Of one who was merged into another the row is emptied, after the survivor's was made: whoever waits for the one has
    the other too. `done` are those whose row needs not be made because it was, from a ledger with all that this is
    about; who is projected joins them.

    `seen` may come from a read for a whole batch: the earlier it was read, the safer. `now_ms` is an instant before the
    ledger is read. Raises `ProjectionContended` where others keep being faster.
    """
    done = set() if done is None else done
    for _ in range(_MAX_ATTEMPTS):
        # 1. The revisions and the evaluation first, consistently ...
        before = seen or Seen([customer_id], facts=facts, evaluations=evaluations)
        # 2. ... then the truth, and whose member they are: a projection that has seen an older ledger has also seen an
        #    older revision, and loses.
        record = ledger.read_customer(customer_id)
        known = fold(record)
        if record.merged_into is not None and record.merged_into not in done:
            project_customer(
                record.merged_into,
                ledger=ledger,
                facts=facts,
                evaluations=evaluations,
                settings=settings,
                now_ms=now_ms,
                live=live,
                done=done,
            )
        # 3. Announce before the row is put: an announcement from an older view is then always followed by a lost Put
        #    of its row, and so by another round that corrects it.
        announced = _announce(known, before.evaluation(customer_id), evaluations, settings, now_ms, live=live)
        # 4. Put even when equal, and even when empty: skipping would let an older view win.
        if announced and _put_rows(known, before.revisions(customer_id), facts, now_ms):
            done.add(customer_id)
            return known
        seen = None
    raise ProjectionContended("others kept replacing the row")


def _announce(
    known: CustomerFacts,
    previous: Evaluation | None,
    evaluations: Evaluations,
    settings: Settings,
    now_ms: int,
    *,
    live: bool,
) -> bool:
    # A worker that began before somebody else told (a night, a neighbour whose clock is ahead) must not take it back as
    # of an older instant.
    at_ms = now_ms if previous is None else max(now_ms, previous.at_ms)
    evaluation = evaluate(known, derive(known, settings, at_ms), previous, at_ms, live=live)
    if evaluation is None:
        return True
    return evaluations.put(known.customer_id, evaluation, replacing=previous)


def _put_rows(known: CustomerFacts, revisions: list[int], facts: list[Rows], now_ms: int) -> bool:
    for generation, revision in zip(facts, revisions, strict=True):
        row = FactsRow(max(revision + 1, now_ms), now_ms, FACTS_VERSION, known)
        if not generation.put(row, replacing=revision):
            return False
    return True
