"""Secrets of tenants at rest: encrypted under a key that never leaves AWS, bound to whose they are."""

from __future__ import annotations

from functools import lru_cache

from .dynamo.calls import Client, call

_KEPT = 1_000


class Sealer:
    """The stack's key. `tenant_id` and `name` say whose secret it is: under others it does not open."""

    def __init__(self, client: Client, key: str) -> None:
        self._client = client
        self._key = key
        # A sealed secret never changes: each is asked for once by whoever keeps this.
        self._opened = lru_cache(maxsize=_KEPT)(self._open)

    def seal(self, secret: str, *, tenant_id: str, name: str) -> bytes:
        answer = call(
            self._client.encrypt,
            KeyId=self._key,
            Plaintext=secret.encode(),
            EncryptionContext={"tenant": tenant_id, "name": name},
        )
        sealed: bytes = answer["CiphertextBlob"]
        return sealed

    def open(self, sealed: bytes, *, tenant_id: str, name: str) -> str:
        return self._opened(sealed, tenant_id, name)

    def _open(self, sealed: bytes, tenant_id: str, name: str) -> str:
        answer = call(
            self._client.decrypt,
            KeyId=self._key,
            CiphertextBlob=sealed,
            EncryptionContext={"tenant": tenant_id, "name": name},
        )
        return bytes(answer["Plaintext"]).decode()
