"""Every kind of long jobs. A further one is a file that declares it and a line here."""

from __future__ import annotations

from .importing.job.kind import IMPORT
from .jobs.kind import JobKind
from .nightly.job import RECALCULATION

KINDS: tuple[JobKind, ...] = (IMPORT, RECALCULATION)
