"""The export of one person."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...exporting.kept import Gone
from ...stores.tenant.job_record import JobState
from ..door.operation import Operation
from ..door.shapes import Body, Envelope, Instant, Meta, Shape


class PersonExportRequest(Body):
    customerId: Annotated[str, Field(description="Under which the person is known; not an id that was merged.")]


class PersonFile(Shape):
    name: str
    url: str


class PersonFiles(Shape):
    """Two files of the same content: one for programs, one for the person."""

    data: Annotated[PersonFile, Field(description="JSON.")]
    page: Annotated[PersonFile, Field(description="HTML without scripts, which a person reads, also on a phone.")]
    expiresAt: Annotated[Instant, Field(description="Of the links: ask again for other ones.")]
    keptUntil: Annotated[Instant, Field(description="Of the files.")]


class PersonExportJob(Shape):
    jobId: str
    state: JobState
    customerId: Annotated[str, Field(description="`[erased]` once the person was erased.")]
    createdAt: Instant
    finishedAt: Instant | None
    error: str | None
    counts: Annotated[
        dict[str, int] | None, Field(description="Of one that is done: items in the file by kind, `order`, `note` ...")
    ]


class PersonExport(PersonExportJob):
    files: Annotated[PersonFiles | None, Field(description="Null before it is done, and once the files are gone.")]
    filesGone: Annotated[
        Gone | None, Field(description="`expired`: they were kept for 7 days. `erased`: the person was erased since.")
    ]


class PersonExportAnswer(Envelope):
    data: PersonExport


class PersonExportList(Envelope):
    data: Annotated[list[PersonExportJob], Field(description="The newest first.")]
    meta: Meta


OPERATIONS = {
    "post_person_export": Operation(
        "Privacy", PersonExportAnswer, PersonExportRequest, status=202, problems=(404, 409)
    ),
    "get_person_exports": Operation("Privacy", PersonExportList),
    "get_person_export": Operation("Privacy", PersonExportAnswer, problems=(404,)),
}
