"""The item of one entry of a consent log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...facts.items.channels import ConsentChannel
from ...facts.items.consent import Consent, ConsentAction, consent_told
from ...facts.ranges import Range
from ..dynamo.calls import Value
from .envelope import envelope_of
from .kind import ItemKind, by_instant

_TEXTS = ("source", "actor", "text_version", "evidence")


def encode_consent(consent: Consent, replaced: Consent | None) -> dict[str, Value | None]:
    return {
        "at": consent.at_ms,
        "channel": consent.channel,
        "action": consent.action,
        **{name: getattr(consent, name) for name in _TEXTS},
        "confirmed": consent.confirmed_ms,
    }


def decode_consent(customer_id: str, consent_id: str, values: Mapping[str, Any]) -> Consent:
    texts: dict[str, Any] = {name: values.get(name) for name in _TEXTS}
    return Consent(
        consent_id=consent_id,
        customer_id=customer_id,
        channel=ConsentChannel(values["channel"]),
        action=ConsentAction(values["action"]),
        at_ms=values["at"],
        **envelope_of(values),
        **texts,
        confirmed_ms=values.get("confirmed"),
    )


CONSENT = ItemKind(
    prefix="consent#",
    held_as="What you agreed to and took back",
    type=Consent,
    encode=encode_consent,
    decode=decode_consent,
    parts=frozenset({"contactability"}),
    journey=consent_told,
    listed=lambda consent: by_instant(consent.at_ms),
    range=Range.CORE,
)
