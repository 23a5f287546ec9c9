"""Files of orders."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from ...facts.order import OrderStatus
from ...stores.imports import ImportState
from .common import Envelope, Instant, Meta, Shape


class ImportRequest(Shape):
    fileName: Annotated[str, Field(min_length=1, max_length=200)]
    mapping: Annotated[dict[str, str] | None, Field(description="Field of an order -> column of the file.")] = None
    statuses: Annotated[dict[str, OrderStatus] | None, Field(description="The file's word -> ours.")] = None
    timezone: Annotated[str | None, Field(description="Of local times in the file; else the tenant's.")] = None
    dryRun: Annotated[bool | None, Field(description="Reads and reports, and writes nothing.")] = None


class ImportProgress(Shape):
    phase: str
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


class ImportCounts(Shape):
    rows: int
    rowsRefused: int
    orders: ImportOrderCounts
    customers: int


class Import(Shape):
    importId: str
    fileName: str
    state: ImportState
    dryRun: bool
    attempt: int
    createdAt: Instant
    finishedAt: Instant | None
    error: str | None
    progress: ImportProgress
    counts: ImportCounts | None
    statuses: list[dict[str, Any]]
    unknownStatuses: dict[str, Any]
    recognised: dict[str, Any] | None
    refusals: Annotated[list[dict[str, Any]], Field(description="The first of them.")]


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
