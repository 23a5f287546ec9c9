"""RFM scores of customers, and how many are in each group: live within the bound of a page, else of last night."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ..errors import Conflict
from ..facts.time import MINUTE_MS
from ..people.customer import Customer
from ..people.one import read_one
from ..population.deciles import WINDOWS, CutPoints
from ..population.overview import OVERVIEW, Cell, Overview
from ..population.rfm_counts import RfmCounts
from ..scoring.rfm import WINDOW_DAYS, RfmGroup, needs_timeline, rfm, rfm_if_read
from ..stores.reading import Count, Position, Reading
from ..stores.shop import Shop
from .histories import everybody
from .list import list_customers
from .live import left_by_night, live_or_left
from .query import ListQuery, conditions

# Under which names nights leave what is read here (`LastNight.values`).
CUT_POINTS, RFM_COUNTS = "cut_points", "rfm_counts"


class Distribution(NamedTuple):
    """Customers by group at an instant, and those without a counted order."""

    counts: Mapping[RfmGroup, int]
    unscored: int
    as_of_ms: int


class Grid(NamedTuple):
    """Customers at an instant by recency score, frequency score and the group that their spend makes of it."""

    cells: Sequence[tuple[Cell, int]]
    as_of_ms: int


def read_scored(shop: Shop, customer_id: str, days: int) -> Customer:
    """One customer from the ledger, whose scores' RFM is over `days`. Raises `NotFound`."""
    facts, scores = read_one(shop, customer_id)
    return Customer(facts, scores.replaced(rfm=rfm(facts.purchases, shop.settings, shop.now_ms, days)))


def scored_query(groups: frozenset[RfmGroup], days: int) -> ListQuery:
    """Scored customers of these groups (none named: of all), who ordered last first."""
    return ListQuery(conditions({"rfmGroup": groups or frozenset(RfmGroup)}), rfm_days=days)


def walks_distribution(shop: Shop, days: int, pinned: Mapping[str, Any]) -> Distribution | None:
    """That of the first page, which counts everybody at most once a minute; None where nobody knows it."""
    return _distribution(pinned["distribution"]) if pinned else kept_distribution(shop, days)


def list_scored(
    shop: Shop,
    query: ListQuery,
    found: Distribution | None,
    *,
    limit: int,
    after: Position,
    pinned: Mapping[str, Any],
) -> Reading[Customer]:
    """The customers of `scored_query`. Unless it is last night's, the distribution says how many they are."""
    known = None if found is None else _total(query, found, shop.now_ms)
    listed = list_customers(shop, query, limit=limit, after=after, pinned=pinned, known=known)
    return replace(listed, pins=lambda: {**listed.pins(), "distribution": found})


def _total(query: ListQuery, found: Distribution, now_ms: int) -> Count | None:
    """What a distribution of now says of the list's total; None where it is of last night."""
    if found.as_of_ms <= now_ms - MINUTE_MS:
        return None
    [groups] = query.conditions
    return Count(sum(found.counts.get(group, 0) for group in groups.wanted), found.as_of_ms)


def kept_distribution(shop: Shop, days: int) -> Distribution | None:
    """`read_distribution`, read once a minute."""
    return _distribution(shop.keeper.value(f"rfm|{days}", lambda: read_distribution(shop, days)))


def _distribution(stored: Sequence[Any] | None) -> Distribution | None:
    """As JSON has kept it."""
    return None if stored is None else Distribution(*stored)


def read_distribution(shop: Shop, days: int) -> Distribution | None:
    """The groups of all customers now, or, where they are more than one page may read, as of last night.

    None where last night left none: before the first one, and for another window than 365 days or all history.
    """
    try:
        return live_or_left(lambda: _counted(shop, days), lambda: _of_last_night(shop, days))
    except Conflict:
        return None


def kept_grid(shop: Shop, days: int) -> Grid | None:
    """`read_grid`, read once a minute."""
    stored = shop.keeper.value(f"rfm-grid|{days}", lambda: read_grid(shop, days))
    return stored and Grid([(Cell(r, f, RfmGroup(group)), count) for (r, f, group), count in stored[0]], stored[1])


def read_grid(shop: Shop, days: int) -> Grid | None:
    """All customers now, or, where they are more than one page may read, as of last night, over 365 days.

    None where last night left none.
    """

    def live() -> Grid:
        cells: Counter[Cell] = Counter()
        for one in everybody(shop, lambda facts: needs_timeline(facts.purchases, shop.now_ms, days), "a grid"):
            found = rfm_if_read(one.purchases, shop.settings, shop.now_ms, days)
            if found is not None:
                cells[Cell(found.recency, found.frequency, found.value)] += 1
        return Grid(list(cells.items()), shop.now_ms)

    def left() -> Grid | None:
        found = left_by_night(shop, OVERVIEW, Overview.of) if days == WINDOW_DAYS else None
        return Grid(list(found.cells.items()), found.as_of_ms) if found else None

    try:
        return live_or_left(live, left)
    except Conflict:
        return None


def read_cut_points(shop: Shop) -> CutPoints:
    """Those of last night. Raises `Conflict`, code `no_night_yet`, while no night has left any."""
    found = left_by_night(shop, CUT_POINTS, CutPoints.of)
    if found is None:
        raise Conflict(
            "no_night_yet",
            "Deciles compare with the cut points of last night, and no night has left any yet: "
            "POST /product-affinity/recalculate makes them.",
        )
    return found


def _counted(shop: Shop, days: int) -> Distribution:
    counts: Counter[RfmGroup] = Counter()
    unscored = 0
    for one in everybody(shop, lambda facts: needs_timeline(facts.purchases, shop.now_ms, days), "a distribution"):
        found = rfm_if_read(one.purchases, shop.settings, shop.now_ms, days)
        if found is None:
            unscored += 1
        else:
            counts[found.value] += 1
    return Distribution(counts, unscored, shop.now_ms)


def _of_last_night(shop: Shop, days: int) -> Distribution | None:
    counts = left_by_night(shop, RFM_COUNTS, RfmCounts.of)
    if counts is None or days not in WINDOWS:
        return None
    return Distribution(counts.by_window[days], counts.unscored, counts.as_of_ms)
