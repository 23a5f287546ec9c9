"""What was set about a customer by people: it wins over whatever orders say."""

from __future__ import annotations

from enum import StrEnum

from ...dataclass import dataclass
from ..order import Lane
from .item import OneACustomer


class CustomerType(StrEnum):
    RETAIL = "retail"
    WHOLESALE = "wholesale"
    DISTRIBUTOR = "distributor"


class CustomerSource(StrEnum):
    DIRECT = "direct"
    MARKETPLACE = "marketplace"
    REFERRAL = "referral"


class CustomerStatus(StrEnum):
    """Set by people, never by a score."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    VIP = "vip"
    AT_RISK = "at_risk"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Profile(OneACustomer):
    """A customer has one at most. A field that is None is left to the orders; `created_ms` is its first write."""

    customer_id: str
    created_ms: int
    arrived_ms: int
    written_ms: int
    lane: Lane
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    company: str | None = None
    customer_type: CustomerType | None = None
    source: CustomerSource | None = None
    status: CustomerStatus | None = None
