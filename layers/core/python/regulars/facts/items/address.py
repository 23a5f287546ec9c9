"""A postal address of a customer."""

from __future__ import annotations

from enum import StrEnum

from ...dataclass import dataclass
from ..order import Lane


class AddressType(StrEnum):
    BILLING = "billing"
    SHIPPING = "shipping"
    HOME = "home"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Address:
    """Of each type the default is the one made default last: `default_ms`, None where it never was, or was given up."""

    address_id: str
    customer_id: str
    type: AddressType
    line1: str
    city: str
    country: str
    created_ms: int
    arrived_ms: int
    written_ms: int
    lane: Lane
    line2: str | None = None
    region: str | None = None
    postal_code: str | None = None
    default_ms: int | None = None

    @property
    def item_id(self) -> str:
        return self.address_id

    @property
    def moment_ms(self) -> None:
        """Holds at every instant."""
        return None
