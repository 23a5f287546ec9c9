"""How long the file of an export is there: a week, or until somebody whom it names is erased."""

from __future__ import annotations

from enum import StrEnum

from ..facts.time import DAY_MS, SECOND_MS
from ..stores.files import Files
from ..stores.tenant.job_record import JobRecord

KEPT_MS = 7 * DAY_MS
"""The lifecycle of the prefix `exports/`: infra/imports.py."""


class Gone(StrEnum):
    """Why a job that is done has no file any more."""

    EXPIRED = "expired"
    ERASED = "erased"


def kept_until(job: JobRecord) -> int:
    """The instant at which the file is deleted, whoever is in it."""
    return (job.finished_ms or job.created_ms) + KEPT_MS


def why_gone(job: JobRecord, extension: str, *, files: Files, now_ms: int) -> Gone | None:
    """Of a job that is done; None while its file is there. Before its time nothing but an erasure deletes one."""
    if kept_until(job) - now_ms < SECOND_MS:
        return Gone.EXPIRED
    return None if files.has_export(job.job_id, extension) else Gone.ERASED
