"""A webhook: where a tenant's events go, and which of them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from ..dataclass import dataclass


class Disabled(StrEnum):
    """Why nothing is sent any more, beside by hand: the receiver said 410, or ten attempts failed."""

    GONE = "gone"
    FAILING = "failing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """`secret` and `former_secret` are sealed; the former one is valid until `former_until_ms`.

    `events` are names of types. `revision` counts its changes. `disabled` says why, where `active` is false and nobody
    has switched it off; `disabled_ms` when.
    """

    id: str
    url: str
    events: Sequence[str]
    secret: bytes
    created_ms: int
    updated_ms: int
    description: str | None = None
    active: bool = True
    revision: int = 1
    former_secret: bytes | None = None
    former_until_ms: int = 0
    disabled: Disabled | None = None
    disabled_ms: int | None = None

    def wants(self, event_type: str) -> bool:
        return self.active and event_type in self.events

    def secrets_at(self, now_ms: int) -> list[bytes]:
        """The sealed secrets that are valid at an instant, the newest first."""
        former = self.former_secret if now_ms < self.former_until_ms else None
        return [self.secret, *([former] if former else [])]
