"""Who asks: the verified token says who, and of our own pool the member item says which tenant and role."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, Literal, NamedTuple

from ...errors import Forbidden
from ...facts.tenant import TenantStatus
from ...stores.tenant.tenants import Directory, TenantRecord


class Role(IntEnum):
    """What a token may do; each role may also do what those below it may."""

    VIEWER = 1
    EDITOR = 2
    ADMIN = 3


ROLE_NAMES: Mapping[Role, Literal["viewer", "editor", "admin"]] = {
    Role.VIEWER: "viewer",
    Role.EDITOR: "editor",
    Role.ADMIN: "admin",
}


class Caller(NamedTuple):
    """Who the token says is asking. `subject` is empty where it names nobody: only another issuer's may not."""

    tenant_id: str
    role: Role
    subject: str


def caller_of(event: Mapping[str, Any]) -> Caller:
    """The caller that the gateway's authorizer has verified. Raises `Forbidden` for a token without tenant or role."""
    authorizer = event.get("requestContext", {}).get("authorizer") or {}
    claims = authorizer.get("jwt", {}).get("claims", {})
    tenant_id, role = claims.get("tenant"), str(claims.get("role", "")).upper()
    if not tenant_id or role not in Role.__members__:
        raise Forbidden("This token belongs to no tenant.")
    return Caller(tenant_id, Role[role], str(claims.get("sub") or ""))


class Admitted(NamedTuple):
    """The caller's tenant, and the role that they have in it now."""

    record: TenantRecord
    role: Role


def admit(caller: Caller, needed: Role, directory: Directory, *, own_pool: bool, now_ms: int) -> Admitted:
    """The caller's tenant and role, read once. Raises `Forbidden` for too low a role or a suspended tenant.

    A user signed in by our `own_pool` has the role that the member item gives now, read with the tenant: a removal
    or another role holds at once, whatever the token says. Another issuer's tokens are taken by their claims.
    """
    if own_pool:
        record, role = _of_member(caller, directory, now_ms)
    else:
        record, role = None, caller.role
    if role < needed:
        raise Forbidden(f"This call needs the role {needed.name.lower()}; the token has {role.name.lower()}.")
    if not own_pool:
        record = directory.read(caller.tenant_id)
    if record is None:
        raise Forbidden("This token belongs to no tenant.")
    if record.tenant.status is TenantStatus.SUSPENDED:
        raise Forbidden("This tenant is suspended.")
    return Admitted(record, role)


def _of_member(caller: Caller, directory: Directory, now_ms: int) -> tuple[TenantRecord | None, Role]:
    """The tenant and the role of a member. Raises `Forbidden` where the caller is none of the token's tenant now."""
    if not caller.subject:
        raise Forbidden("This token belongs to no tenant.")
    record, member = directory.read_with_member(caller.tenant_id, caller.subject)
    if member is None or not member.holds(now_ms):
        raise Forbidden("You are not a member of this tenant any more.")
    role = member.role.upper()
    if member.tenant_id != caller.tenant_id or role not in Role.__members__:
        raise Forbidden("Your membership has changed since this token was made: sign in again.")
    return record, Role[role]
