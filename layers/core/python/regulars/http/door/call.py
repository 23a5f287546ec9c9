"""One request: its body and instant; verified, its tenant, its parameters and the stores bound to the tenant."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Set
from functools import cached_property
from json import JSONDecodeError
from typing import Any

from ...dataclass import dataclass
from ...errors import FieldError, PayloadTooLarge, QueryRefused
from ...facts.tenant import Tenant
from ...orders.read_json import read_json
from ...scoring.settings import Settings
from ...stores.kept import Keeper
from ...stores.ledger import Ledger
from ...stores.opened import Stores
from ...stores.registry import Registry
from ...stores.shop import Shop
from ...stores.tenant.tenants import TenantRecord
from .auth import Role, caller_of
from .buckets import Buckets
from .params import without_tenant_names

MAX_BODY_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Asked:
    """A request of nobody in particular. `now_ms` is the clock when it came to the door, `bucket` one for them all."""

    event: Mapping[str, Any]
    stores: Stores
    now_ms: int
    bucket: Buckets

    @property
    def headers(self) -> Mapping[str, str]:
        """By their lower-case names, as the gateway gives them."""
        headers: Mapping[str, str] = self.event.get("headers", {})
        return headers

    @cached_property
    def body(self) -> bytes:
        """Raises `PayloadTooLarge` beyond 4 MB."""
        return body_of(self.event)


@dataclass(frozen=True)
class Call:
    """`params` by name, as their declarations parsed them. The clock of `shop` is that of the door. `role` is what the
    caller may do now, whatever an older token says."""

    event: Mapping[str, Any]
    shop: Shop
    params: Mapping[str, Any]
    role: Role

    @property
    def subject(self) -> str | None:
        """Whom the token names; None where another issuer's names nobody."""
        return caller_of(self.event).subject or None

    @property
    def stores(self) -> Stores:
        return self.shop.stores

    @property
    def record(self) -> TenantRecord:
        return self.shop.record

    @property
    def tenant(self) -> Tenant:
        return self.shop.tenant

    @property
    def settings(self) -> Settings:
        return self.shop.settings

    @property
    def now_ms(self) -> int:
        return self.shop.now_ms

    @property
    def keeper(self) -> Keeper:
        return self.shop.keeper

    @property
    def ledger(self) -> Ledger:
        return self.shop.ledger

    @property
    def registry(self) -> Registry:
        return self.shop.registry

    def header(self, name: str) -> str | None:
        """The header by its lower-case name, as the gateway gives it."""
        value: str | None = self.event.get("headers", {}).get(name)
        return value

    @cached_property
    def body(self) -> bytes:
        """Raises `PayloadTooLarge` beyond 4 MB."""
        return body_of(self.event)

    def json_object(self, *, other_names: Set[str] = frozenset()) -> dict[str, Any]:
        """The body as a JSON object, its fractions exact, without its names of the token's tenant.

        `other_names` are fields that mean something else here. Raises `QueryRefused`, and `Forbidden` for another
        tenant's name.
        """
        try:
            value = read_json(self.body)
        except JSONDecodeError:
            raise QueryRefused([FieldError("body", "is not JSON")]) from None
        except ValueError as fault:
            raise QueryRefused([FieldError("body", str(fault))]) from None
        if not isinstance(value, dict):
            raise QueryRefused([FieldError("body", "must be a JSON object")])
        return without_tenant_names(value, self.record, other_names=other_names)


def body_of(event: Mapping[str, Any]) -> bytes:
    """The body of an event. Raises `PayloadTooLarge` beyond 4 MB."""
    text: str = event.get("body") or ""
    body = base64.b64decode(text) if event.get("isBase64Encoded") else text.encode("utf-8", "replace")
    if len(body) > MAX_BODY_BYTES:
        raise PayloadTooLarge("The body is larger than 4 MB: send fewer orders a call, or import a file.")
    return body
