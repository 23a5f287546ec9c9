"""One entry of a customer's consent log: a channel granted or withdrawn. Entries are only ever added."""

from __future__ import annotations

from enum import StrEnum

from ...dataclass import dataclass
from ..order import Lane
from ..tenant import Tenant
from .channels import ConsentChannel
from .item import Told


class ConsentAction(StrEnum):
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Consent:
    """`at_ms` is when they said so; `source` where, `actor` who of the shop recorded it, `text_version` what they read.

    `confirmed_ms` is the second step of a double opt-in, `evidence` its proof as the shop keeps it.
    """

    consent_id: str
    customer_id: str
    channel: ConsentChannel
    action: ConsentAction
    at_ms: int
    arrived_ms: int
    written_ms: int
    lane: Lane
    source: str | None = None
    actor: str | None = None
    text_version: str | None = None
    confirmed_ms: int | None = None
    evidence: str | None = None

    @property
    def item_id(self) -> str:
        return self.consent_id

    @property
    def moment_ms(self) -> int:
        return self.at_ms


def consent_told(consent: Consent, tenant: Tenant) -> Told:
    return Told(
        f"{'Opted in to' if consent.action is ConsentAction.GRANTED else 'Opted out of'} {consent.channel}",
        {
            "channel": consent.channel,
            "action": consent.action,
            "source": consent.source,
            "textVersion": consent.text_version,
        },
    )
