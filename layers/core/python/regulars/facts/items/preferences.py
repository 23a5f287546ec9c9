"""How a customer wants to be reached, apart from what they opted in to: that is the consent log's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ...dataclass import dataclass
from ..order import Lane
from .channels import Channel
from .item import OneACustomer


@dataclass(frozen=True, slots=True)
class Preferences(OneACustomer):
    """A customer has one at most. `subscriptions` by topic: True where they want it."""

    customer_id: str
    created_ms: int
    arrived_ms: int
    written_ms: int
    lane: Lane
    preferred_contact_method: Channel | None = None
    do_not_contact: bool = False
    subscriptions: Mapping[str, bool] = field(default_factory=dict)
