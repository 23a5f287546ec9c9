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
from ..scoring.settings import Settings
from ..stores import cursors
from ..stores.kept import Keeper
from ..stores.ledger import Ledger
from ..stores.night_records import NightRecords
from ..stores.page import Page
from ..stores.rows import Rows
from ..stores.tenants import TenantRecord
from .customer import Customer
from .histories import everybody
from .list import Known
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


def read_scored(customer_id: str, days: int, *, ledger: Ledger, settings: Settings, now_ms: int) -> Customer:
    """One customer from the ledger, whose scores' RFM is over `days`. Raises `NotFound`."""
    facts, scores = read_one(customer_id, ledger=ledger, settings=settings, now_ms=now_ms)
    return Customer(facts, scores._replace(rfm=rfm(facts.purchases, settings, now_ms, days)))


def list_scored(
    groups: frozenset[RfmGroup],
    days: int,
    *,
    limit: int,
    offset: int,
    cursor: str | None,
    facts: Rows,
    ledger: Ledger,
    records: NightRecords,
    record: TenantRecord,
    now_ms: int,
    keeper: Keeper,
) -> ScoredPage:
    """Scored customers of these groups (none named: of all), who ordered last first, after the first `offset`.

    The distribution reads everybody: it is counted on the first page, at most once a minute, and carried in the cursor,
    as totals are. Unless it is last night's, it says the total too. Raises `QueryRefused` for an offset further than
    one answer may read, and as lists do.
    """
    wanted = groups or frozenset(RfmGroup)
    query = ListQuery(conditions({"rfmGroup": wanted}), rfm_days=days)
    sealing = f"rfm|{query.canonical}"
    place = None if cursor is None else cursors.unseal(cursor, tenant=record.tenant, query=sealing)
    if place is None:
        found = kept_distribution(
            days, facts=facts, ledger=ledger, records=records, settings=record.settings, now_ms=now_ms, keeper=keeper
        )
    else:
        found = _distribution(place["distribution"])
    page = list_after(
        query,
        offset=offset,
        limit=limit,
        cursor=None if place is None else place["list"],
        facts=facts,
        ledger=ledger,
        record=record,
        now_ms=now_ms,
        keeper=keeper,
        known=_total(wanted, found, now_ms),
    )
    if page.next_cursor is not None:
        going_on = {"list": page.next_cursor, "distribution": found}
        page = page._replace(next_cursor=cursors.seal(going_on, tenant=record.tenant, query=sealing))
    return ScoredPage(page, found)


def _total(groups: frozenset[RfmGroup], found: Distribution | None, now_ms: int) -> Known | None:
    """What a distribution of now says of the list's total; None where it is of last night."""
    if found is None or found.as_of_ms <= now_ms - MINUTE_MS:
        return None
    return Known(sum(found.counts.get(group, 0) for group in groups), found.as_of_ms)


def kept_distribution(
    days: int,
    *,
    facts: Rows,
    ledger: Ledger,
    records: NightRecords,
    settings: Settings,
    now_ms: int,
    keeper: Keeper,
) -> Distribution | None:
    """`read_distribution`, read once a minute."""
    return _distribution(
        keeper.value(
            f"rfm|{days}",
            lambda: read_distribution(
                days, facts=facts, ledger=ledger, records=records, settings=settings, now_ms=now_ms
            ),
        )
    )


def _distribution(stored: Sequence[Any] | None) -> Distribution | None:
    """As JSON has kept it."""
    return None if stored is None else Distribution(*stored)


def read_distribution(
    days: int, *, facts: Rows, ledger: Ledger, records: NightRecords, settings: Settings, now_ms: int
) -> Distribution | None:
    """The groups of all customers at `now_ms`, or, where they are more than one page may read, as of last night.

    None where last night left none: before the first one, and for another window than 365 days or all history.
    """
    try:
        return _counted(days, facts, ledger, settings, now_ms)
    except Conflict:
        night = records.last()
        stored = night.values.get(RFM_COUNTS) if night else None
        if stored is None or days not in WINDOWS:
            return None
        counts = RfmCounts.of(stored)
        return Distribution(counts.by_window[days], counts.unscored, counts.as_of_ms)


def read_cut_points(records: NightRecords) -> CutPoints:
    """Those of last night. Raises `Conflict`, code `no_night_yet`, while no night has left any."""
    night = records.last()
    stored = night.values.get(CUT_POINTS) if night else None
    if stored is None:
        raise Conflict(
            "no_night_yet",
            "Deciles compare with the cut points of last night, and no night has left any yet: "
            "POST /product-affinity/recalculate makes them.",
        )
    return CutPoints.of(stored)


def _counted(days: int, facts: Rows, ledger: Ledger, settings: Settings, now_ms: int) -> Distribution:
    counts: Counter[RfmGroup] = Counter()
    unscored = 0
    for one in everybody(
        lambda purchases: needs_timeline(purchases, now_ms, days), "a distribution", facts=facts, ledger=ledger
    ):
        found = rfm_if_read(one.purchases, settings, now_ms, days)
        if found is None:
            unscored += 1
        else:
            counts[found.value] += 1
    return Distribution(counts, unscored, now_ms)
