"""What is known about one customer: counts, sums and instants, independent of the clock, settings and time zone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import field, replace
from operator import itemgetter
from typing import NamedTuple, TypeVar

from ..dataclass import dataclass
from .attention import (
    NEVER_ASKED,
    NO_COMMUNICATIONS,
    NO_INTERACTIONS,
    CommunicationFacts,
    Contactability,
    InteractionFacts,
)
from .items.signal import Signal
from .loyalty import NO_REFERRALS, PointsEntry, Referrals
from .order import Contact
from .pins import NO_PINS, Pins
from .product import ProductFacts
from .ranges import Range

# What is stored of a customer, in sections, each with the version of what the fold stores there; named as the parts of
# `CustomerFacts`. A section's new fields go behind the others, and a changed meaning is a new field, so that rows of
# before and after can be read; its version is raised with either, and rows are then made anew (a new generation).
SECTIONS = {
    "purchases": 2,
    "profile": 2,
    "products": 1,
    "contactability": 1,
    "signals": 1,
    "complaints": 1,
    "interactions": 3,
    "communications": 2,
    "tags": 1,
    "pins": 1,
    "loyalty": 1,
    "referrals": 1,
}
# Rises with each: a section that goes leaves its version to another.
FACTS_VERSION = sum(SECTIONS.values())


class TimelineEntry(NamedTuple):
    """One counted order: instant, net amount, units in thousandths."""

    at_ms: int
    spend_minor: int
    units_milli: int


_AT, _SPEND, _UNITS = map(itemgetter, range(3))


@dataclass(frozen=True, slots=True)
class PurchaseFacts:
    """Sums over counted orders. `timeline` ascends; empty where `heavy`: with the products too long for a row.
    `first_channel` is the first order's, None where it has none."""

    order_count: int = 0
    spend_minor: int = 0
    units_milli: int = 0
    first_at_ms: int | None = None
    last_at_ms: int | None = None
    last_reference: str | None = None
    timeline: tuple[TimelineEntry, ...] = ()
    heavy: bool = False
    first_channel: str | None = None

    def as_of(self, at_ms: int) -> PurchaseFacts:
        """Of the orders placed by then, as they are known today; whose reference was the last is not known.

        Raises `ValueError` where the timeline decides and was not read.
        """
        if self.last_at_ms is None or self.last_at_ms <= at_ms:
            return self
        if len(self.timeline) != self.order_count:
            raise ValueError("the timeline was not read")
        placed = self.timeline[: bisect_right(self.timeline, at_ms, key=_AT)]
        if not placed:
            return PurchaseFacts()
        return PurchaseFacts(
            order_count=len(placed),
            spend_minor=sum(map(_SPEND, placed)),
            units_milli=sum(map(_UNITS, placed)),
            first_at_ms=placed[0].at_ms,
            last_at_ms=placed[-1].at_ms,
            timeline=placed,
            first_channel=self.first_channel,
        )


@dataclass(frozen=True, slots=True)
class ProfileFacts(Contact):
    """Per field what is set, else the newest order that says something. `channel` is an order's alone."""

    customer_type: str | None = None
    source: str | None = None
    status: str | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """The fold of one customer's record. `known` is False for an empty fold: an emptied row, or no row at all.

    `products` by id; None where they were not read (lists do not), and empty where `heavy`. `complaints` are the
    instants of notes, in milliseconds, of the 90 days before the last. `interactions`, `communications`, `tags`,
    `pins`, `loyalty` and `referrals` are None where they were not read: an index holds short ones only. Of an earlier
    instant none but the last two are known.
    """

    customer_id: str
    known: bool = False
    purchases: PurchaseFacts = field(default_factory=PurchaseFacts)
    profile: ProfileFacts = field(default_factory=ProfileFacts)
    products: Mapping[str, ProductFacts] | None = field(default_factory=dict)
    contactability: Contactability = NEVER_ASKED
    signals: tuple[Signal, ...] = ()
    complaints: tuple[int, ...] = ()
    interactions: InteractionFacts | None = NO_INTERACTIONS
    communications: CommunicationFacts | None = NO_COMMUNICATIONS
    tags: tuple[str, ...] | None = ()
    pins: Pins | None = NO_PINS
    loyalty: tuple[PointsEntry, ...] | None = ()
    referrals: Referrals | None = NO_REFERRALS

    def as_of(self, at_ms: int) -> CustomerFacts:
        """The facts with the orders placed by then, as known today; profile and preferences stay as known today.

        Interactions and communications are kept for today's windows alone: None where some of them came later.
        Raises `ValueError` where the timeline decides and was not read.
        """
        products = self.products
        if products is not None:
            cut = ((product_id, product.as_of(at_ms)) for product_id, product in products.items())
            products = {product_id: product for product_id, product in cut if product is not None}
        return replace(
            self,
            purchases=self.purchases.as_of(at_ms),
            products=products,
            complaints=tuple(at for at in self.complaints if at <= at_ms),
            interactions=_held(self.interactions, at_ms),
            communications=_held(self.communications, at_ms),
            loyalty=None if self.loyalty is None else tuple(one for one in self.loyalty if one.at_ms <= at_ms),
            referrals=self.referrals and self.referrals.as_of(at_ms),
        )

    def without_history(self) -> CustomerFacts:
        """What is stored of a heavy customer."""
        return replace(self, purchases=replace(self.purchases, timeline=(), heavy=True), products={})

    @property
    def display_name(self) -> str:
        """The given name, else first and last name, else company, else the id (docs/scoring.md, Conventions)."""
        profile = self.profile
        first_and_last = " ".join(part for part in (profile.first_name, profile.last_name) if part)
        return profile.name or first_and_last or profile.company or self.customer_id


Windowed = TypeVar("Windowed", InteractionFacts, CommunicationFacts)


def _held(part: Windowed | None, at_ms: int) -> Windowed | None:
    """The part as it was at an instant: the same where nothing came later, else not known."""
    return part if part is None or part.last_at_ms is None or part.last_at_ms <= at_ms else None


class LongRecord(NamedTuple):
    """What lets a projection read only what changed of a long record: the head's revision when all of it was read, and
    when which ranges of it were read since."""

    head_n: int
    since: Mapping[Range, int]


@dataclass(frozen=True, slots=True)
class FactsRow:
    """A customer's facts as stored. `revision` is the row's lock, `read_at_ms` is from before the ledger was last read
    whole. Both are 0 where an index gave the row: it holds neither.

    `outdated` names the sections that code of another version has stored. `long` is of somebody whose record is long.
    """

    revision: int
    read_at_ms: int
    facts_version: int
    facts: CustomerFacts
    outdated: frozenset[str] = field(default=frozenset(), compare=False)
    long: LongRecord | None = None

    @property
    def customer_id(self) -> str:
        return self.facts.customer_id

    @property
    def newest_read_ms(self) -> int:
        """An instant from before the ledger was last read for the row, whatever of it."""
        return max(map(self.read_ms, Range))

    def read_ms(self, range_: Range) -> int:
        """An instant from before this range of the ledger was read for the row."""
        return self.read_at_ms if self.long is None else self.long.since.get(range_, self.read_at_ms)
