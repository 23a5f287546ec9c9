"""What a week to come is expected to bring, by the weeks before it, and how wrong that has been.

See docs/scoring.md, Affinity. Weeks are full ones, the oldest first. The mean of the last eight is hard to beat
without knowing a season; where two years are known, the same weeks a year ago are tried as a factor, and kept where
they would have been better lately.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

WEEKS, FEWER_WEEKS = 8, 4
"""A mean is of eight weeks; of four where fewer than eight are known; there is none of fewer."""
AHEAD = 4
"""A forecast is held against so many weeks after it."""
FORECASTS = 8
"""So many forecasts, the last ones whose weeks have all ended, make the past error."""
YEAR = 52
SEASON_WEEKS = 2 * YEAR
SEASON_TRIED = 26

NO_SEASON = (1.0,) * YEAR


class Usual(NamedTuple):
    """The mean of a week of late, over `weeks` weeks (None, of 0: too few are known), and its factor by week to come.

    `wape`: what eight such forecasts were wrong by, over what came in their weeks (0 is perfect); None where there were
    none, or nothing came.
    """

    mean: float | None
    weeks: int
    wape: float | None
    season: tuple[float, ...] = NO_SEASON

    @property
    def seasonal(self) -> bool:
        return self.season != NO_SEASON

    def of_week(self, number: int) -> float | None:
        """What is expected in a week to come, the next one being 0."""
        return None if self.mean is None else self.mean * self.season[number % YEAR]


def usual(weeks: Sequence[int]) -> Usual:
    """By the full weeks that are known."""
    seasonal = len(weeks) >= SEASON_WEEKS and _tried(weeks, seasonal=True) < _tried(weeks, seasonal=False)
    season = _season(weeks) if seasonal else NO_SEASON
    return Usual(_mean(weeks), _counted(weeks), _wape(weeks, seasonal=seasonal), season)


def _counted(weeks: Sequence[int]) -> int:
    return next((count for count in (WEEKS, FEWER_WEEKS) if len(weeks) >= count), 0)


def _mean(weeks: Sequence[int]) -> float | None:
    count = _counted(weeks)
    return sum(weeks[-count:]) / count if count else None


def _season(weeks: Sequence[int]) -> tuple[float, ...]:
    """By week to come: the same week a year ago over the eight weeks before the same day then."""
    then = weeks[len(weeks) - YEAR - WEEKS : len(weeks) - YEAR]
    before = sum(then) / WEEKS
    return tuple(week / before for week in weeks[len(weeks) - YEAR :]) if before else NO_SEASON


def _wape(weeks: Sequence[int], *, seasonal: bool) -> float | None:
    wrong, came = 0.0, 0
    for ago in range(AHEAD, AHEAD + FORECASTS):
        found = _made(weeks, ago, seasonal=seasonal)
        if found is not None:
            wrong += found
            came += sum(weeks[len(weeks) - ago : len(weeks) - ago + AHEAD])
    return wrong / came if came else None


def _tried(weeks: Sequence[int], *, seasonal: bool) -> float:
    """What the forecasts for the last half year were wrong by."""
    return sum(_made(weeks, ago, seasonal=seasonal) or 0.0 for ago in range(AHEAD, SEASON_TRIED + 1))


def _made(weeks: Sequence[int], ago: int, *, seasonal: bool) -> float | None:
    """How far a forecast made so many weeks ago was off, over the four weeks after it; None where none could be."""
    if ago > len(weeks):
        return None
    known, came = weeks[: len(weeks) - ago], weeks[len(weeks) - ago : len(weeks) - ago + AHEAD]
    mean = _mean(known)
    if mean is None:
        return None
    season = _season(known) if seasonal else NO_SEASON
    return sum(abs(mean * factor - one) for factor, one in zip(season[:AHEAD], came, strict=True))


def all_together(parts: Iterable[float | None]) -> float | None:
    """The sum of what is expected in several stretches: of all of them something is known, or of none."""
    known = [part for part in parts if part is not None]
    return sum(known) if known else None
