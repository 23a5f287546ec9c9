"""What the last night left to be answered from."""

from __future__ import annotations

from typing import Any

from ..errors import Conflict
from ..stores.files import Files
from ..stores.night_records import LastNight, NightRecords


def last_night(records: NightRecords) -> LastNight:
    """The newest night that was completed. Raises `Conflict`, code `no_night_yet`, before the first one."""
    night = records.last()
    if night is None:
        raise _no_night_yet()
    return night


def answer_of(night: LastNight, name: str, files: Files) -> Any:
    """The object that this night left under a name. Raises `Conflict`, code `no_night_yet`, where it left none.

    A night of an older version did not know it; and answers are kept for 35 days.
    """
    found = files.answers(night.job_id).get_packed(name)
    if found is None:
        raise _no_night_yet()
    return found


def _no_night_yet() -> Conflict:
    return Conflict(
        "no_night_yet",
        "This is answered from last night, and no night has left it yet: POST /product-affinity/recalculate makes one.",
    )
