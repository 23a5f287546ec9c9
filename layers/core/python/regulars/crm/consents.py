"""The consent log: entries are added, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..facts.items.channels import ConsentChannel
from ..facts.items.consent import Consent, ConsentAction
from ..stores.ids import id_of, new_id
from ..stores.ledger import Ledger, Stored
from . import about
from .about import written_at


def add_consent(customer_id: str, fields: Mapping[str, Any], *, ledger: Ledger, now_ms: int) -> Stored[Consent]:
    """A new entry; `fields` are those of `Consent`, `at_ms` now where it is left out. Raises `NotFound`."""
    at_ms = fields.get("at_ms", now_ms)
    entry = {**fields, "at_ms": at_ms}
    return about.add(Consent(new_id(at_ms), customer_id, **entry, **written_at(now_ms)), ledger=ledger)


def withdraw(
    customer_id: str, channel: ConsentChannel, *, source: str, told: str, at_ms: int, ledger: Ledger, now_ms: int
) -> bool:
    """Withdraws a channel because a message said so; False where the same message has done it. Raises nothing for an
    unknown customer: what was sent to them is theirs."""
    consent = Consent(
        id_of(at_ms, channel, source, told),
        customer_id,
        channel,
        ConsentAction.WITHDRAWN,
        at_ms=at_ms,
        **written_at(now_ms),
        source=source,
        evidence=told,
    )
    if ledger.erased([customer_id], consistent=False):
        return False
    return ledger.replace(ledger.item(consent, replacing=None), replacing=None)
