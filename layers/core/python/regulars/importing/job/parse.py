"""The rows of an order -> what may be written, what counts for nobody since they name no customer, or their faults."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ...errors import OrderRefused
from ...facts.addresses import guest_addresses
from ...facts.order import Lane, Order, Original
from ...orders.parse import parse_order
from ..cells.status import fold_status
from ..file.columns import Columns
from ..order.assemble import Assembled, faults_of
from ..order.exported import known_at
from ..order.faults import CellRow, RowFault
from ..order.groups import Text, cell_rows, is_json_order, read_order
from ..order.nobody import STAND_IN, names_nobody
from ..order.notes import Note
from ..order.paid_back import one_statement
from ..order.reconcile import Sums
from .work import Manifest, Work

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


class Parser:
    """Reads the orders of an import's file, as its manifest says that they are written.

    `columns` are the file's; `shared` are contacts that are nobody's in particular.
    """

    def __init__(self, work: Work, manifest: Manifest, clock: Callable[[], int]) -> None:
        self._record = work.record
        self._tenant = work.tenant
        self._dialect = manifest.dialect
        self._reading = work.reading(manifest)
        self.columns = manifest.columns or _JSON_COLUMNS
        self.shared = work.record.settings.shared_contacts
        self._clock = clock
        self._statuses = {fold_status(theirs): ours for theirs, ours in work.record.statuses.items()}

    def parse(self, group: Sequence[Text]) -> Parsed | WithoutCustomer | list[RowFault]:
        """What an order's rows come to, as `Parsed` where it may be written."""
        found = self.read(group)
        if isinstance(found, Assembled) and self._reading is not None:
            settled = one_statement(found, self._reading, self._statuses, self._tenant.exponent)
            found = [settled] if isinstance(settled, RowFault) else settled
        if not isinstance(found, Assembled):
            return found
        try:
            order = self._known(self._order(found.raw))
        except OrderRefused as refused:
            if names_nobody(refused, found.cells, self.columns, self.shared):
                order = self._order({**found.raw, "customerId": STAND_IN})
                shares = order.contact is not None and bool(guest_addresses(order.contact.email, order.contact.phone))
                return WithoutCustomer(order.spend_minor if order.counts else 0, shares)
            return faults_of(refused.errors, found, self.columns)
        if found.status_text is not None:
            order = replace(order, original=replace(order.original or Original(), status_text=found.status_text))
        return Parsed(order, group, found.first.line, found.status_text, found.fulfilled, found.sums, found.notes)

    def read(self, group: Sequence[Text]) -> Assembled | list[RowFault]:
        """What the rows say together, before the rules of orders."""
        return read_order(group, self._dialect, self._reading, self._statuses)

    def rows(self, group: Sequence[Text]) -> list[CellRow]:
        """The rows as they stand in the file."""
        return cell_rows(group, self._dialect)

    def is_of_an_order(self, row: CellRow) -> bool:
        """Whether a row says of which order it is: no title does, no footer, and nothing that cannot be read."""
        if self._reading is None:
            return is_json_order(row)
        columns = self.columns
        whole = row.fault is None and len(row.cells) == len(columns.header)
        return whole and bool(row.cells[columns.grouped_at])

    def _order(self, raw: Mapping[str, Any]) -> Order:
        return parse_order(
            raw,
            tenant=self._tenant,
            settings=self._record.settings,
            arrived_ms=self._record.created_ms,
            now_ms=self._clock(),
            lane=Lane.IMPORT,
            import_id=self._record.import_id,
        )

    def _known(self, order: Order) -> Order:
        """As a state of when the file was exported, where that was said. Raises `OrderRefused`."""
        exported_ms = self._record.exported_ms
        return order if exported_ms is None else known_at(order, exported_ms)
