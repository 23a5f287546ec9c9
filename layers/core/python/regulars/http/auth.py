"""Who asks: tenant and role from the verified token, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, NamedTuple

from ..errors import Forbidden
from ..facts.tenant import TenantStatus
from ..stores.tenants import Directory, TenantRecord


class Role(IntEnum):
    """What a token may do; each role may also do what those below it may."""

    VIEWER = 1
    EDITOR = 2
    ADMIN = 3


class Caller(NamedTuple):
    tenant_id: str
    role: Role


def caller_of(event: Mapping[str, Any]) -> Caller:
    """The caller that the gateway's authorizer has verified. Raises `Forbidden` for a token without tenant or role."""
    authorizer = event.get("requestContext", {}).get("authorizer") or {}
    claims = authorizer.get("jwt", {}).get("claims", {})
    tenant_id, role = claims.get("tenant"), str(claims.get("role", "")).upper()
    if not tenant_id or role not in Role.__members__:
        raise Forbidden("This token belongs to no tenant.")
    return Caller(tenant_id, Role[role])


def admit(caller: Caller, needed: Role, directory: Directory) -> TenantRecord:
    """The caller's tenant, read once. Raises `Forbidden` for too low a role or a suspended tenant."""
    if caller.role < needed:
        raise Forbidden(f"This call needs the role {needed.name.lower()}; the token has {caller.role.name.lower()}.")
    record = directory.read(caller.tenant_id)
    if record is None:
        raise Forbidden("This token belongs to no tenant.")
    if record.tenant.status is TenantStatus.SUSPENDED:
        raise Forbidden("This tenant is suspended.")
    return record
