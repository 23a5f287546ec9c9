"""`load`: one part, chunk by chunk: rows -> orders -> ledger. What is committed is never done again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...orders.accept import accept_orders
from ...orders.change import Accepted
from ...orders.supersede import Outcome
from ...stores.ledger import Ledger
from ...stores.registry import Registry
from ...stores.tenant.imports import Imports
from ..order.assemble import Assembled, faults_of
from ..order.exported import newest_ms
from ..order.faults import RowFault
from ..order.groups import Text, read_groups
from ..order.nobody import customer_columns, sentence
from ..order.reconcile import Sums, disagreement
from .chunk import WITHOUT_CUSTOMER, ChunkResult, RefusedRow
from .parse import Parsed, Parser, WithoutCustomer
from .touched import keep_touched
from .work import Manifest, Work

CHUNK_ORDERS = 500
_BATCH = 100


def load(
    work: Work,
    part: int,
    *,
    registry: Registry,
    ledger: Ledger,
    imports: Imports,
    clock: Callable[[], int],
    deadline_ms: int,
) -> bool:
    """Loads chunks of a part until the deadline, at least one; whether the part is done.

    A chunk is a fixed range of the part's orders: done twice, it commits the same, since an order keeps the import's id
    and outcome. Before its orders are written, the customers they touch are committed: whatever happens, `settle`
    knows whom to project.
    """
    manifest = work.manifest()
    assert manifest is not None
    number, done = work.loaded(part)
    if done:
        return True
    groups = read_groups(work, manifest, part)
    loader = _Loader(work, manifest, part, registry, ledger, clock)
    rows = sum(map(len, groups[: number * CHUNK_ORDERS]))
    del groups[: number * CHUNK_ORDERS]
    while not done:
        rows += loader.load(number, groups[:CHUNK_ORDERS])
        del groups[:CHUNK_ORDERS]
        number += 1
        done = not groups
        work.commit_loaded(part, number, done=done)
        imports.note_loaded(work.record.import_id, work.attempt, part=part, rows=rows)
        if clock() >= deadline_ms:
            break
    return done


class _Loader:
    """Writes the orders of one part, and notes what became of each."""

    def __init__(
        self, work: Work, manifest: Manifest, part: int, registry: Registry, ledger: Ledger, clock: Callable[[], int]
    ) -> None:
        self._work = work
        self._part = part
        self._parser = Parser(work, manifest, clock)
        self._registry = registry
        self._ledger = ledger
        self._clock = clock

    def load(self, number: int, groups: Sequence[Sequence[Text]]) -> int:
        """Does chunk `number` and keeps what became of it; how many rows it has."""
        work = self._work
        result, parsed = self._parse_all(groups)
        if not work.record.dry_run:
            orders = [one.order for one in parsed]
            keep_touched(work, self._part, number, orders, ledger=self._ledger)
        for start in range(0, len(parsed), _BATCH):
            self._accept(parsed[start : start + _BATCH], result)
        result.finished_ms = self._clock()
        work.place.put_json(work.chunk(self._part, number, "result"), result.as_json())
        return result.rows

    def _parse_all(self, groups: Sequence[Sequence[Text]]) -> tuple[ChunkResult, list[Parsed]]:
        """The orders of a chunk that may be written; the others are refused in its result."""
        result = ChunkResult()
        parsed = []
        for group in groups:
            result.rows += len(group)
            found = self._parser.parse(group)
            if isinstance(found, Parsed):
                parsed.append(found)
            elif isinstance(found, WithoutCustomer):
                self._set_aside(group, found, result)
            else:
                self._refuse(group, found, result)
        return result, parsed

    def _accept(self, parsed: Sequence[Parsed], result: ChunkResult) -> None:
        """Writes a batch, unless it is a dry run, and notes what became of each order."""
        if self._work.record.dry_run:
            for one in parsed:
                self._count(one, result)
            return
        orders = [one.order for one in parsed]
        outcomes = accept_orders(orders, registry=self._registry, ledger=self._ledger, shared=self._parser.shared)
        for one, accepted in zip(parsed, outcomes, strict=True):
            self._note(one, accepted, result)

    def _note(self, one: Parsed, accepted: Accepted, result: ChunkResult) -> None:
        if accepted.outcome is Outcome.REFUSED:
            found = self._parser.read(one.group)
            assert isinstance(found, Assembled)
            self._refuse(one.group, faults_of(accepted.errors, found, self._parser.columns, values=False), result)
            return
        result.outcomes[accepted.outcome] += 1
        if accepted.outcome is Outcome.ERASED:
            return
        if accepted.outcome is not Outcome.STALE:
            result.catalogue.see([one.order])
        self._count(one, result)

    def _count(self, one: Parsed, result: ChunkResult) -> None:
        order = one.order
        sums = result.statuses.setdefault(order.status, [0, 0])
        sums[0] += 1
        sums[1] += order.spend_minor if order.counts else order.gross_minor
        if one.status_text is not None:
            result.status_texts[one.status_text] += 1
        result.customers.add(order.customer_id)
        result.fulfilled += one.fulfilled
        result.notes += one.notes
        result.addresses.see(order)
        result.newest_ms = max(result.newest_ms, newest_ms(order))
        if one.sums is not None:
            self._reconcile(one, one.sums, result)

    def _reconcile(self, one: Parsed, sums: Sums, result: ChunkResult) -> None:
        reason = disagreement(one.order, sums, self._work.tenant.exponent)
        if reason == "":
            result.agreeing += 1
        elif reason is not None:
            result.disagreeing.append((one.line, one.order.order_id, reason))

    def _set_aside(self, group: Sequence[Text], order: WithoutCustomer, result: ChunkResult) -> None:
        """An order without a customer: its rows are handed back, since somebody may know whose it is."""
        result.outcomes[WITHOUT_CUSTOMER] += 1
        result.without_customer_minor += order.counted_minor
        column, reason = customer_columns(self._parser.columns)[0], sentence(self._parser.columns, shares=order.shares)
        result.refused += [
            RefusedRow(row.line, row.cells, column, reason, held=True) for row in self._parser.rows(group)
        ]

    def _refuse(self, group: Sequence[Text], faults: Sequence[RowFault], result: ChunkResult) -> None:
        """Every row of the order is held back: what is mended and uploaded again must be the whole order."""
        rows = self._parser.rows(group)
        if any(map(self._parser.is_of_an_order, rows)):
            result.outcomes[Outcome.REFUSED] += 1
        by_line: dict[int, list[RowFault]] = {}
        for fault in faults:
            by_line.setdefault(fault.line, []).append(fault)
        held = f"held back: line {faults[0].line} of the same order is refused"
        for row in rows:
            own = by_line.get(row.line)
            column = own[0].column if own else ""
            reason = "; ".join(_told(fault, besides=column) for fault in own) if own else held
            result.refused.append(RefusedRow(row.line, row.cells, column, reason, held=not own))


def _told(fault: RowFault, *, besides: str) -> str:
    """The reason; of another column than the one that is named for the row, with its name."""
    return fault.reason if fault.column == besides else f"{fault.column}: {fault.reason}"
