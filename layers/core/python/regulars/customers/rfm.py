"""RFM scores of customers, and how many are in each group: live within the bound of a page, else of last night."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..errors import Conflict
from ..facts.time import MINUTE_MS
from ..scoring.deciles import WINDOWS, CutPoints
from ..scoring.rfm import RfmGroup, needs_timeline, rfm, rfm_if_read
from ..scoring.rfm_counts import RfmCounts
from ..stores import cursors
from ..stores.opened import Shop
from ..stores.page import Page
from .customer import Customer
from .histories import everybody
from .list import Known
from .live import left_by_night, live_or_left
from .offsets import list_after
from .one import read_one
from .query import ListQuery, conditions

# Under which names nights leave what is read here (`LastNight.values`).
CUT_POINTS, RFM_COUNTS = "cut_points", "rfm_counts"


class Distribution(NamedTuple):
    """Customers by group at an instant, and those without a counted order."""

    counts: Mapping[RfmGroup, int]
    unscored: int
    as_of_ms: int


class ScoredPage(NamedTuple):
    """A page of scored customers; `distribution` of the whole walk, None where nobody knows it."""

    page: Page[Customer]
    distribution: Distribution | None


def read_scored(shop: Shop, customer_id: str, days: int) -> Customer:
    """One customer from the ledger, whose scores' RFM is over `days`. Raises `NotFound`."""
    facts, scores = read_one(shop, customer_id)
    return Customer(facts, scores._replace(rfm=rfm(facts.purchases, shop.settings, shop.now_ms, days)))


def list_scored(
    shop: Shop, groups: frozenset[RfmGroup], days: int, *, limit: int, offset: int, cursor: str | None
) -> ScoredPage:
    """Scored customers of these groups (none named: of all), who ordered last first, after the first `offset`.

    The distribution reads everybody: it is counted on the first page, at most once a minute, and carried in the cursor,
    as totals are. Unless it is last night's, it says the total too. Raises `QueryRefused` for an offset further than
    one answer may read, and as lists do.
    """
    wanted = groups or frozenset(RfmGroup)
    query = ListQuery(conditions({"rfmGroup": wanted}), rfm_days=days)
    sealing = f"rfm|{query.canonical}"
    place = None if cursor is None else cursors.unseal(cursor, tenant=shop.tenant, query=sealing)
    found = kept_distribution(shop, days) if place is None else _distribution(place["distribution"])
    page = list_after(
        shop,
        query,
        offset=offset,
        limit=limit,
        cursor=None if place is None else place["list"],
        known=_total(wanted, found, shop.now_ms),
    )
    if page.next_cursor is not None:
        going_on = {"list": page.next_cursor, "distribution": found}
        page = page._replace(next_cursor=cursors.seal(going_on, tenant=shop.tenant, query=sealing))
    return ScoredPage(page, found)


def _total(groups: frozenset[RfmGroup], found: Distribution | None, now_ms: int) -> Known | None:
    """What a distribution of now says of the list's total; None where it is of last night."""
    if found is None or found.as_of_ms <= now_ms - MINUTE_MS:
        return None
    return Known(sum(found.counts.get(group, 0) for group in groups), found.as_of_ms)


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
    for one in everybody(shop, lambda purchases: needs_timeline(purchases, shop.now_ms, days), "a distribution"):
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
