"""An order as the ledger keeps it, and the only two places that know which orders count and for how much."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from ..dataclass import dataclass


class OrderStatus(StrEnum):
    PENDING = "pending"
    PAID = "paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


# Of each message that an order has counted, so much of its hash is kept.
MESSAGE_BYTES = 12
COUNTED = frozenset({OrderStatus.PAID, OrderStatus.PARTIALLY_REFUNDED})


class Dated(StrEnum):
    """Who said when an order was placed: a statement outranks a completion, and that whatever else is told of it."""

    STATED = "stated"
    """The API or a file, which give the instant itself."""
    COMPLETED = "completed"
    """The earliest event by which the order was completed."""
    TOLD = "told"
    """Another event, which came before any completion."""


class Lane(StrEnum):
    """Who wrote an item, and so which queue its projection takes."""

    LIVE = "live"
    BULK = "bulk"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Contact:
    """What an order says about its customer; a field that says nothing is None."""

    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    company: str | None = None
    account_name: str | None = None
    account_code: str | None = None


@dataclass(frozen=True, slots=True)
class OrderLine:
    """`quantity_milli` thousandths; `unit_price` in the currency as given; `amount_minor` in ours, before refunds."""

    product_id: str
    quantity_milli: int
    unit_price: Decimal
    amount_minor: int
    product_name: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Original:
    """As given, where what is stored differs: an instant ahead of the clock, a foreign currency and its rate."""

    ordered_at_ms: int | None = None
    currency: str | None = None
    exchange_rate: Decimal | None = None
    total: Decimal | None = None
    refunded: Decimal | None = None
    status_text: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """One order. Money in minor units of the tenant's currency.

    `arrived_ms` is when it reached us (for an import: when its file was exported, where that was said, else when it was
    created), `written_ms` the writer's clock. `version` and `updated_at_ms` are the caller's own and may both be
    missing. `deleted` marks the stub of a deletion. `messages` are digests of the refunds and cancellations that came
    as messages and count once each.
    """

    order_id: str
    customer_id: str
    ordered_at_ms: int
    status: OrderStatus
    lines: tuple[OrderLine, ...]
    arrived_ms: int
    written_ms: int
    lane: Lane
    total_minor: int | None = None
    refunded_minor: int = 0
    reference: str | None = None
    channel: str | None = None
    contact: Contact | None = None
    original: Original | None = None
    version: int | None = None
    updated_at_ms: int | None = None
    import_id: str | None = None
    outcome: str | None = None
    deleted: bool = False
    messages: tuple[bytes, ...] = ()
    dated: Dated = Dated.STATED

    @property
    def item_id(self) -> str:
        return self.order_id

    @property
    def moment_ms(self) -> int | None:
        """When the order was placed; None for the stub of a deletion."""
        return None if self.deleted else self.ordered_at_ms

    @property
    def given_at_ms(self) -> int:
        """When the order was placed as it was given, which may lie ahead of our clock."""
        given_at_ms = self.original.ordered_at_ms if self.original else None
        return self.ordered_at_ms if given_at_ms is None else given_at_ms

    @property
    def counts(self) -> bool:
        """Whether the order exists for counts, sums and dates (docs/scoring.md, Conventions)."""
        return not self.deleted and self.status in COUNTED

    @property
    def gross_minor(self) -> int:
        """The total where given, else the sum of the lines; before any refund."""
        if self.total_minor is not None:
            return self.total_minor
        return sum([line.amount_minor for line in self.lines])

    @property
    def spend_minor(self) -> int:
        """What the order adds to spend: gross less refund; 0 for one that does not count.

        See docs/scoring.md, Conventions.
        """
        return self.gross_minor - self.refunded_minor if self.counts else 0

    @property
    def units_milli(self) -> int:
        """Units bought, in thousandths; a refund leaves quantities as they were."""
        return sum([line.quantity_milli for line in self.lines])
