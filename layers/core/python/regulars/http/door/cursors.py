"""Cursors: opaque, tamper-proof, bound to the tenant and the query they were made for."""

from __future__ import annotations

from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from ...errors import FieldError, QueryRefused
from ...facts.tenant import Tenant


def seal(values: dict[str, Any], *, tenant: Tenant, query: str) -> str:
    """The cursor's text; `query` is the canonical text of what is listed."""
    return str(_serializer(tenant, query).dumps(values))


def unseal(cursor: str, *, tenant: Tenant, query: str) -> dict[str, Any]:
    """What was sealed. Raises `QueryRefused` for a cursor of another query or tenant, or one that was changed."""
    try:
        values: dict[str, Any] = _serializer(tenant, query).loads(cursor)
    except BadData:
        raise QueryRefused([FieldError("cursor", "is not one of this query: begin again without it")]) from None
    return values


def _serializer(tenant: Tenant, query: str) -> URLSafeSerializer:
    return URLSafeSerializer(tenant.secret, salt=f"{tenant.id}\n{query}")
