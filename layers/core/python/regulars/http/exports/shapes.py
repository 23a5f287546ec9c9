"""Exports of lists and segments."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from ...exporting.kept import Gone
from ...exporting.request import Format
from ...stores.tenant.job_record import JobState
from ..door.operation import Operation
from ..door.shapes import Body, Envelope, Instant, Shape


class ExportRequest(Body):
    format: Format
    filters: Annotated[
        dict[str, Any] | None,
        Field(description="Parameters of `GET /api/customers` by name: its filters, `q` and `tag`; lists for several."),
    ] = None
    segment: Annotated[str | None, Field(description="The id of an own segment: only its members.")] = None
    fields: Annotated[
        list[str] | None,
        Field(min_length=1, description="The columns, by the names of `GET /schemas/fields`; null: all of them."),
    ] = None
    asOf: Annotated[
        str | None,
        Field(
            description="Everything as of that instant: orders placed by then, as known today, under today's settings. "
            "Null: the instant at which the export is asked for."
        ),
    ] = None
    includeOptedOut: Annotated[
        bool | None,
        Field(description="For suppression lists: an audience then includes customers who do not want marketing."),
    ] = None


class ExportLeftOut(Shape):
    """Each counts once, by the first of these reasons."""

    doNotContact: int
    optedOut: Annotated[int, Field(description="Opted out of e-mail.")]
    withoutEmail: int


class ExportCounts(Shape):
    customers: Annotated[int, Field(description="Who is in the file.")]
    bytes: int
    leftOut: ExportLeftOut
    unreadable: Annotated[
        int, Field(description="Customers left out because their stored row is damaged; 0 is expected.")
    ]


class ExportLink(Shape):
    name: str
    url: str
    expiresAt: Annotated[Instant, Field(description="Of the link: ask again for another one.")]
    keptUntil: Annotated[Instant, Field(description="Of the file.")]


class Export(Shape):
    exportId: str
    state: JobState
    format: Format
    filters: Annotated[dict[str, str], Field(description="As texts.")]
    segment: str | None
    fields: list[str] | None
    includeOptedOut: bool
    asOf: Instant
    createdAt: Instant
    finishedAt: Instant | None
    error: str | None
    counts: Annotated[ExportCounts | None, Field(description="Of one that is done.")]
    file: Annotated[ExportLink | None, Field(description="Null before it is done, and once the file is gone.")]
    fileGone: Annotated[
        Gone | None,
        Field(description="`expired`: it was kept for 7 days. `erased`: it named somebody who was erased since."),
    ]


class ExportAnswer(Envelope):
    data: Export


OPERATIONS = {
    "post_export": Operation("Exports", ExportAnswer, ExportRequest, status=202, problems=(409,)),
    "get_export": Operation("Exports", ExportAnswer, problems=(404,)),
}
