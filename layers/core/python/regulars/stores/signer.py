"""Signs documents by the stack's key, whose private half never leaves KMS."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from .certificate import ALGORITHM, Certificate, canonical
from .dynamo.calls import Client, call


class Signer:
    """The stack's signing key."""

    def __init__(self, client: Client, key: str) -> None:
        self._client = client
        self._key = key

    def sign(self, document: Mapping[str, Any]) -> Certificate:
        """The document with its signature. Two calls differ, though both hold: ECDSA takes a random number.

        Raises TypeError for a document that holds a fraction.
        """
        answer = call(
            self._client.sign,
            KeyId=self._key,
            Message=hashlib.sha256(canonical(document)).digest(),
            MessageType="DIGEST",  # a message as it is may have 4096 bytes at most
            SigningAlgorithm=ALGORITHM,
        )
        return Certificate(document, self.public_key, answer["Signature"])

    @cached_property
    def public_key(self) -> bytes:
        """A SubjectPublicKeyInfo in DER."""
        found: bytes = call(self._client.get_public_key, KeyId=self._key)["PublicKey"]
        return found
