"""Files of orders."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema

from ...facts.order import OrderStatus
from ...importing.presets import NAMES as PRESET_NAMES
from ...stores.tenant.imports import ImportState
from ..door.operation import Operation
from ..door.shapes import ZONE_PATTERN, Body, Envelope, Instant, Meta, Money, Shape


class ImportRequest(Body):
    fileName: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
    preset: Annotated[
        str | None,
        Field(description="The export it is; else recognised by its header. `plain` is none."),
        WithJsonSchema({"anyOf": [{"type": "string", "enum": list(PRESET_NAMES)}, {"type": "null"}]}),
    ] = None
    mapping: Annotated[
        dict[str, str] | None,
        Field(
            description="Field of an order -> column of the file; several with commas between them, of which the first "
            "that says something stands; `-` for none."
        ),
    ] = None
    statuses: Annotated[dict[str, OrderStatus] | None, Field(description="The file's word -> ours.")] = None
    timezone: Annotated[
        Annotated[str, Field(pattern=ZONE_PATTERN)] | None,
        Field(description="Of local times in the file; else the tenant's."),
    ] = None
    exportedAt: Annotated[
        str | None,
        Field(
            description="When the file was exported; without an offset in `timezone`. Its orders count as known at "
            "that instant, so nothing that was said since then is undone. Required, but for a dry run, where orders "
            "with a `version` or an `updatedAt` came in live within 30 days."
        ),
    ] = None
    dates: Annotated[
        Literal["day-first", "month-first"] | None, Field(description="What 03/04/2025 means, where no date says.")
    ] = None
    decimal: Annotated[
        Literal["point", "comma"] | None,
        Field(description="The decimal mark, where no number of a column shows it."),
    ] = None
    countPending: Annotated[
        Literal["fulfilled"] | None, Field(description="Pending orders that are fulfilled count as paid.")
    ] = None
    dryRun: Annotated[bool | None, Field(description="Reads and reports, and writes nothing.")] = None


class ImportProgress(Shape):
    phase: str
    position: Annotated[
        int | None,
        Field(
            description="The place in the line of those that wait for their turn: at most 4 of a tenant run at once."
        ),
    ]
    rows: int | None
    rowsDone: int
    customers: int | None
    customersSettled: int


class ImportOrderCounts(Shape):
    created: int
    updated: int
    unchanged: int
    stale: int
    refused: int
    erased: Annotated[int, Field(description="Of customers who were erased: nothing is stored of these.")]


class ImportCounts(Shape):
    rows: int
    rowsRefused: int
    ordersRead: Annotated[int, Field(description="Orders that the rows make, refused ones included.")]
    orders: ImportOrderCounts
    customers: int


class ImportStatus(Shape):
    status: OrderStatus
    counted: bool
    orders: int
    amount: Money


class OrdersWithoutCustomer(Shape):
    orders: int
    amount: Annotated[Money, Field(description="What those would count for that are paid.")]


class Disagreement(Shape):
    line: int
    orderId: str
    reason: str


class Reconciliation(Shape):
    """Of an export that gives sums: how many orders' lines, discounts, shipping and taxes make their total."""

    agree: int
    disagree: int
    first: list[Disagreement]


class DateExample(Shape):
    text: str
    readAs: Instant | None


class Recognised(Shape):
    """What the file was taken for."""

    format: str
    preset: str | None
    encoding: str | None
    separator: str | None
    decimals: Annotated[dict[str, str], Field(description="Decimal mark by column, where it matters.")]
    dates: str | None
    dateExamples: list[DateExample]
    timezone: str
    localTimes: bool
    currency: str
    mapping: dict[str, str]
    ignoredColumns: list[str]
    sha256: str | None


class RefusedCell(Shape):
    line: int
    column: str | None
    reason: str


class ImportOptions(Shape):
    preset: str | None
    mapping: dict[str, str]
    statuses: dict[str, str]
    dates: str | None
    decimal: str | None
    countPending: str | None
    exportedAt: Instant | None


class Import(Shape):
    importId: str
    fileName: str
    state: ImportState
    dryRun: bool
    attempt: int
    options: ImportOptions
    createdAt: Instant
    finishedAt: Instant | None
    error: str | None
    progress: ImportProgress
    counts: ImportCounts | None
    statuses: list[ImportStatus]
    withoutCustomer: Annotated[
        OrdersWithoutCustomer | None, Field(description="Orders that name nobody: not counted, and not refused.")
    ]
    newestAt: Annotated[
        Instant | None,
        Field(description="The latest instant that an order of the file names: it was exported then or later."),
    ]
    unknownStatuses: dict[str, int]
    reconciliation: Reconciliation | None
    advice: list[str]
    recognised: Recognised | None
    refusals: Annotated[list[RefusedCell], Field(description="The first of them.")]


class UploadForm(Shape):
    """Post every field, then the file as `file`, as multipart/form-data."""

    url: str
    fields: dict[str, str]
    expiresAt: Instant


class AnnouncedImport(Import):
    upload: UploadForm


class AnnouncedImportAnswer(Envelope):
    data: AnnouncedImport


class ImportAnswer(Envelope):
    data: Import


class ImportList(Envelope):
    data: list[Import]
    meta: Meta


class RefusedRows(Shape):
    importId: str
    url: str
    expiresAt: Instant


class RefusedRowsAnswer(Envelope):
    data: RefusedRows


OPERATIONS = {
    "post_import": Operation("Imports", AnnouncedImportAnswer, ImportRequest, status=201),
    "get_imports": Operation("Imports", ImportList),
    "post_retry": Operation("Imports", ImportAnswer, status=202, problems=(404, 409)),
    "get_refused": Operation("Imports", RefusedRowsAnswer, problems=(404, 409)),
    "get_import": Operation("Imports", ImportAnswer, problems=(404,)),
}
