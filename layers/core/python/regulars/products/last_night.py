"""What the last night left to be answered from."""

from __future__ import annotations

from typing import Any

from ..errors import Conflict
from ..stores.shop import Shop
from ..stores.tenant.night_records import LastNight


def last_night(shop: Shop) -> LastNight:
    """The newest night that was completed. Raises `Conflict`, code `no_night_yet`, before the first one."""
    night = shop.night_records.last()
    if night is None:
        raise no_night_yet()
    return night


def answer_of(shop: Shop, job_id: str, name: str) -> Any:
    """The object that a job left under a name. Raises `Conflict`, code `no_night_yet`, where there is none.

    A night of an older version did not know it; and answers are kept for 35 days.
    """
    found = shop.files.answers(job_id).get_packed(name)
    if found is None:
        raise no_night_yet()
    return found


def no_night_yet() -> Conflict:
    """Code `no_night_yet`."""
    return Conflict(
        "no_night_yet",
        "This is answered from last night, and no night has left it yet: POST /product-affinity/recalculate makes one.",
    )
