"""Every kind of long jobs. A further one is a file that declares it and a line here."""

from __future__ import annotations

from .erasing.job import ERASURE
from .evaluating.job import EVALUATION
from .exporting.job import EXPORT
from .exporting.person.job import PERSON_EXPORT
from .importing.job.kind import IMPORT
from .jobs.kind import JobKind
from .nightly.job import RECALCULATION

KINDS: tuple[JobKind, ...] = (IMPORT, RECALCULATION, EVALUATION, EXPORT, PERSON_EXPORT, ERASURE)
