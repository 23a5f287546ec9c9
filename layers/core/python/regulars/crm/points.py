"""A customer's points in the tenant's programs, by their ledger as it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from ..dataclass import dataclass
from ..errors import Conflict
from ..facts.customer import TimelineEntry
from ..facts.folds.loyalty import points_entry
from ..facts.folds.purchases import counted_orders, fold_purchases
from ..facts.items.loyalty import LoyaltyEntry
from ..facts.loyalty import Referrals
from ..facts.ranges import Range
from ..facts.time import MINUTE_MS
from ..loyalty.balance import Balance, balance
from ..loyalty.earned import Member, vip_spans
from ..loyalty.program import Versions
from ..stores.folded import read_folded
from ..stores.ledger.heads import MEMBER
from ..stores.ledger.loyalty import LOYALTY
from ..stores.ledger.orders import ORDER
from ..stores.shop import Shop
from .loyalty_programs import required
from .referrals import read_referrals

# Beyond these orders of a person are those of their facts' row.
MOST_ORDERS_READ = 1_000


class Points(NamedTuple):
    """How a customer stands in a program, with the entries that people made there, the newest first."""

    balance: Balance
    entries: Sequence[LoyaltyEntry]
    last_activity_ms: int | None


def points_of(shop: Shop, customer_id: str, program_id: str | None) -> list[Points]:
    """In one program, or in all that are active or in which the customer ever had points. Raises `NotFound` for an
    unknown customer or program, and `Merged`."""
    return points_in(shop, customer_id, wanted_programs(shop, program_id), named=program_id is not None)


def wanted_programs(shop: Shop, program_id: str | None) -> Collection[Versions]:
    """This one, or all. Raises `NotFound`."""
    stored = shop.programs.read().by_id
    return stored.values() if program_id is None else [required(stored.get(program_id), program_id)]


def points_in(shop: Shop, customer_id: str, programs: Iterable[Versions], *, named: bool) -> list[Points]:
    """In these programs: in each where they were `named`, else in those that are active or in which the customer ever
    had points. Raises `NotFound` for an unknown customer, and `Merged`."""
    record, facts = read_folded(customer_id, shop.ledger)
    ids = (customer_id, *record.members)
    person = Person(shop, ids, facts.purchases.timeline, record.of(LoyaltyEntry), facts.referrals)
    found = [_points(person, versions) for versions in programs]
    return [one for one in found if named or one.balance.program.active or _ever(one)]


@dataclass(frozen=True)
class Person:
    """What of a person a program goes by: the ids that are theirs, their counted orders, the entries under all ids, and
    their referrals, where these were read already."""

    shop: Shop
    ids: Sequence[str]
    timeline: Sequence[TimelineEntry]
    entries: Sequence[LoyaltyEntry]
    referrals: Referrals | None = None

    @cached_property
    def credited(self) -> list[int]:
        """When they were credited for bringing somebody, or for being brought."""
        referrals = self.referrals or read_referrals(self.shop, self.ids)
        return referrals.credited(self.timeline[0].at_ms if self.timeline else None)

    def balance(self, versions: Versions, at_ms: int | None = None, *, after: LoyaltyEntry | None = None) -> Balance:
        """At an instant; without one at the shop's, or at that of their newest entry: clocks differ. `after` is an
        entry that is not among theirs yet."""
        shop, program_id = self.shop, versions.last.id
        entries = [*self.entries, *([after] if after else ())]
        told = [points_entry(one) for one in entries if one.program_id == program_id]
        referrals = self.credited if versions.asks_for_referrals else ()
        # Those of the record: what tells of programs would have them read once more.
        settings = shop.record.settings
        vip = vip_spans(self.timeline, settings) if versions.asks_for_vips else ()
        member = Member(self.timeline, told, referrals, vip)
        if at_ms is None:
            at_ms = max([shop.now_ms, *(one.at_ms for one in told)])
        return balance(member, versions, exponent=shop.tenant.exponent, zone=settings.timezone, at_ms=at_ms)


def read_log(shop: Shop, ids: Sequence[str]) -> list[LoyaltyEntry]:
    """The entries under these ids, consistently."""
    return [stored.item for one in ids for stored in shop.ledger.read_kind(LOYALTY, one)]


def read_orders(shop: Shop, ids: Sequence[str]) -> tuple[Sequence[TimelineEntry], int]:
    """The counted orders of a person, by their ledger, and of when they are: beyond 1 000 by their row, unless that has
    none of them, or may be of when somebody else was one person with them."""
    orders, left = [], MOST_ORDERS_READ
    for one in ids:
        found = shop.ledger.read_up_to(ORDER, one, left)
        if found is None:
            break
        orders += [stored.item for stored in found]
        left -= len(found)
    else:
        return fold_purchases(counted_orders(orders)).timeline, shop.now_ms
    row = shop.rows.get(ids[0])
    if row is not None and not row.facts.purchases.heavy:
        read_ms = row.read_ms(Range.CORE)
        if read_ms > _parted_ms(shop, ids) + MINUTE_MS:
            return row.facts.purchases.timeline, read_ms
    return _all_orders(shop, ids), shop.now_ms


def _all_orders(shop: Shop, ids: Sequence[str]) -> Sequence[TimelineEntry]:
    """The counted orders of these ids, and of no others, by the ledger."""
    orders = [stored.item for one in ids for stored in shop.ledger.read_kind(ORDER, one)]
    return fold_purchases(counted_orders(orders)).timeline


def _parted_ms(shop: Shop, ids: Sequence[str]) -> int:
    """When somebody joined a person of these ids last, or left them; 0: never."""
    edges = (stored.item for one in ids for stored in shop.ledger.read_kind(MEMBER, one))
    return max((edge.merged_ms if edge.left_ms is None else edge.left_ms for edge in edges), default=0)


def check_owes_nothing(shop: Shop, ids: Sequence[str]) -> None:
    """Raises `Conflict` where a person of these ids alone would owe points of some program: what one half of a person
    has spent of the other's, the other half could spend again. Of both halves, since a member that leaves may have
    spent what a member of its own had earned, who was taken out before."""
    log = read_log(shop, ids)
    if not any(entry.spent for entry in log):
        return
    person = Person(shop, ids, _all_orders(shop, ids), log)
    for versions in shop.programs.read().by_id.values():
        owed = person.balance(versions).debt
        if owed:
            raise Conflict("would_owe", f"Customer {ids[0]} alone would owe {owed} points of {versions.last.name}.")


def _points(person: Person, versions: Versions) -> Points:
    own = [one for one in person.entries if one.program_id == versions.last.id]
    activity = [*(one.at_ms for one in own), *(order.at_ms for order in person.timeline[-1:])]
    newest_first = sorted(own, key=lambda one: (one.at_ms, one.entry_id), reverse=True)
    return Points(person.balance(versions), newest_first, max(activity, default=None))


def _ever(points: Points) -> bool:
    return bool(points.entries or points.balance.earned)
