"""`load`: one part, chunk by chunk: rows -> orders -> ledger. What is committed is never done again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ...errors import OrderRefused
from ...facts.addresses import guest_addresses
from ...facts.order import Lane, Order, Original
from ...orders.accept import Accepted, accept_orders
from ...orders.parse import parse_order
from ...orders.supersede import Outcome
from ...stores.ledger import Ledger
from ...stores.registry import Registry
from ...stores.tenant.imports import Imports
from ..cells.status import fold_status
from ..file.columns import Columns
from ..order.assemble import Assembled, faults_of
from ..order.exported import known_at, newest_ms
from ..order.faults import CellRow, RowFault
from ..order.groups import Text, cell_rows, is_json_order, read_groups, read_order
from ..order.nobody import STAND_IN, customer_columns, names_nobody, sentence
from ..order.notes import Note
from ..order.paid_back import one_statement
from ..order.reconcile import Sums, disagreement
from .chunk import WITHOUT_CUSTOMER, ChunkResult, RefusedRow
from .work import Manifest, Work

CHUNK_ORDERS = 500
_BATCH = 100
_JSON_COLUMNS = Columns(("order",), {}, 0)


class Parsed(NamedTuple):
    """An order of the file that may be written, with the rows it came from and what they say beside it.

    Not with its cells: of a whole chunk they would be a hundred thousand objects.
    """

    order: Order
    group: Sequence[Text]
    line: int
    status_text: str | None
    fulfilled: bool
    sums: Sums | None
    notes: tuple[Note, ...] = ()


class WithoutCustomer(NamedTuple):
    """An order that names nobody, and what it would count for; `shares`: but an address of nobody in particular."""

    counted_minor: int
    shares: bool


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
    """Parses and writes the orders of one part."""

    def __init__(
        self, work: Work, manifest: Manifest, part: int, registry: Registry, ledger: Ledger, clock: Callable[[], int]
    ) -> None:
        self._work = work
        self._part = part
        self._dialect = manifest.dialect
        self._reading = work.reading(manifest)
        self._columns = manifest.columns or _JSON_COLUMNS
        self._registry = registry
        self._ledger = ledger
        self._clock = clock
        self._shared = work.record.settings.shared_contacts
        self._statuses = {fold_status(theirs): ours for theirs, ours in work.record.statuses.items()}

    def load(self, number: int, groups: Sequence[Sequence[Text]]) -> int:
        """Does chunk `number` and keeps what became of it; how many rows it has."""
        work = self._work
        result, parsed = self._parse_all(groups)
        if not work.record.dry_run:
            touched = sorted({one.order.customer_id for one in parsed})
            work.place.put_json(work.chunk(self._part, number, "touched"), touched)
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
            found = self._parse(group)
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
        outcomes = accept_orders(orders, registry=self._registry, ledger=self._ledger, shared=self._shared)
        for one, accepted in zip(parsed, outcomes, strict=True):
            self._note(one, accepted, result)

    def _parse(self, group: Sequence[Text]) -> Parsed | WithoutCustomer | list[RowFault]:
        found = self._read(group)
        if isinstance(found, Assembled) and self._reading is not None:
            settled = one_statement(found, self._reading, self._statuses, self._work.tenant.exponent)
            found = [settled] if isinstance(settled, RowFault) else settled
        if not isinstance(found, Assembled):
            return found
        try:
            order = self._known(self._order(found.raw))
        except OrderRefused as refused:
            if names_nobody(refused, found.cells, self._columns, self._shared):
                order = self._order({**found.raw, "customerId": STAND_IN})
                shares = order.contact is not None and bool(guest_addresses(order.contact.email, order.contact.phone))
                return WithoutCustomer(order.spend_minor if order.counts else 0, shares)
            return faults_of(refused.errors, found, self._columns)
        if found.status_text is not None:
            order = replace(order, original=replace(order.original or Original(), status_text=found.status_text))
        return Parsed(order, group, found.first.line, found.status_text, found.fulfilled, found.sums, found.notes)

    def _order(self, raw: Mapping[str, Any]) -> Order:
        record = self._work.record
        return parse_order(
            raw,
            tenant=self._work.tenant,
            settings=record.settings,
            arrived_ms=record.created_ms,
            now_ms=self._clock(),
            lane=Lane.IMPORT,
            import_id=record.import_id,
        )

    def _known(self, order: Order) -> Order:
        """As a state of when the file was exported, where that was said. Raises `OrderRefused`."""
        exported_ms = self._work.record.exported_ms
        return order if exported_ms is None else known_at(order, exported_ms)

    def _read(self, group: Sequence[Text]) -> Assembled | list[RowFault]:
        return read_order(group, self._dialect, self._reading, self._statuses)

    def _note(self, one: Parsed, accepted: Accepted, result: ChunkResult) -> None:
        if accepted.outcome is Outcome.REFUSED:
            found = self._read(one.group)
            assert isinstance(found, Assembled)
            self._refuse(one.group, faults_of(accepted.errors, found, self._columns, values=False), result)
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
        column, reason = customer_columns(self._columns)[0], sentence(self._columns, shares=order.shares)
        result.refused += [
            RefusedRow(row.line, row.cells, column, reason, held=True) for row in cell_rows(group, self._dialect)
        ]

    def _refuse(self, group: Sequence[Text], faults: Sequence[RowFault], result: ChunkResult) -> None:
        """Every row of the order is held back: what is mended and uploaded again must be the whole order."""
        rows = cell_rows(group, self._dialect)
        if any(map(self._is_of_an_order, rows)):
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

    def _is_of_an_order(self, row: CellRow) -> bool:
        """Whether a row says of which order it is: no title does, no footer, and nothing that cannot be read."""
        if self._reading is None:
            return is_json_order(row)
        columns = self._columns
        whole = row.fault is None and len(row.cells) == len(columns.header)
        return whole and bool(row.cells[columns.grouped_at])


def _told(fault: RowFault, *, besides: str) -> str:
    """The reason; of another column than the one that is named for the row, with its name."""
    return fault.reason if fault.column == besides else f"{fault.column}: {fault.reason}"
