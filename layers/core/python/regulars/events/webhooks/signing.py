"""Secrets and signatures as Standard Webhooks 1.0.0 has them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

PREFIX = "whsec_"
_SECRET_BYTES = 32


def new_secret() -> str:
    """`whsec_` and 32 random bytes in base64; the standard asks for 24 to 64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def body_of(event: Mapping[str, Any]) -> bytes:
    """What is sent of a CloudEvent: `{type, timestamp, data}`, the same bytes on every attempt."""
    shown = {"type": event["type"], "timestamp": event["time"], "data": event["data"]}
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()


def signed_headers(secrets: Sequence[str], message_id: str, at_s: int, body: bytes) -> dict[str, str]:
    """The three headers of the standard; a signature for each secret that is valid now, the newest first.

    `at_s` is the instant of this attempt in seconds: receivers refuse what is older than some minutes.
    """
    signatures = [f"v1,{_signature(secret, message_id, at_s, body)}" for secret in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(at_s),
        "webhook-signature": " ".join(signatures),
    }


def _signature(secret: str, message_id: str, at_s: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{at_s}.".encode() + body
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
