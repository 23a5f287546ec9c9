"""Past days of all customers: derived as far back as orders reach, beside what nights recorded of them.

See docs/scoring.md, History.
"""

from __future__ import annotations

from typing import NamedTuple

from ..lists.live import live_or_left
from ..population.past import Past, PastDay
from ..population.past_days import day_name
from ..population.summary import Summary
from ..stores.shop import Shop
from .summary import Seen, count_everybody, read_days

# Under which name nights leave what is read here (`Files.answers`).
ANSWER = "past"


class Day(NamedTuple):
    """A tenant-local day (YYYY-MM-DD); `derived` is None where there is none, `recorded` where no night recorded it."""

    day: str
    derived: PastDay | None
    recorded: Seen | None


def read_summary_and_past(shop: Shop) -> tuple[Seen, Past | None]:
    """Both now, of one reading of all customers, or both of last night. Raises `Conflict` as `read_summary` does."""

    def live() -> tuple[Seen, Past | None]:
        summary, past = Summary(shop.now_ms), Past(shop.now_ms, shop.settings.timezone)
        count_everybody(shop, summary, past)
        return Seen(summary), past

    def left() -> tuple[Seen, Past | None] | None:
        return next(((seen, past_of_last_night(shop)) for seen in read_days(shop, 1)), None)

    return live_or_left(live, left)


def past_of_last_night(shop: Shop) -> Past | None:
    """What the last night added up; None before the first one, and where it was one of an older version."""
    night = shop.night_records.last()
    stored = shop.files.answers(night.job_id).get_packed(ANSWER) if night else None
    return None if stored is None else Past.of(stored)


def newest_days(shop: Shop, past: Past | None, days: int) -> list[Day]:
    """So many days, the newest first: every day since the first order, and what nights recorded before it."""
    if not days:
        return []
    derived = {day_name(one.day): one for one in past.ends(days)} if past else {}
    recorded = {seen.day: seen for seen in read_days(shop, days) if seen.day is not None}
    names = sorted(derived.keys() | recorded.keys(), reverse=True)
    return [Day(name, derived.get(name), recorded.get(name)) for name in names[:days]]
