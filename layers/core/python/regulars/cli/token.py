"""`regulars token`: a bearer token for one role of a tenant."""

from __future__ import annotations

import time

import click

from ..stores.tenant.members import Member, Membership
from .connection import Connection, connect
from .output import choice
from .pool import Pool, new_password

ROLES = ("viewer", "editor", "admin")
_ATTEMPTS = 5


@click.command()
@click.option("--tenant", "tenant_id", required=True, help="Whose data the token opens.")
@click.option("--role", type=choice(ROLES), default="admin", show_default=True)
def token(tenant_id: str, role: str) -> None:
    """Print a bearer token, and nothing else. It is valid for an hour."""
    click.echo(make_token(connect(), tenant_id, role))


def make_token(connection: Connection, tenant_id: str, role: str) -> str:
    """An id token of the operator's own user for this tenant and role, who is made when they are missing."""
    connection.tenant(tenant_id)
    pool, members = Pool(connection), connection.stores.directory.members
    name = f"regulars-{tenant_id}-{role}"
    user = pool.find(name) or pool.make(name)
    member = Member(tenant_id, role)
    if members.read(user.subject) != member:
        members.put(Membership(user.subject, member, user=name, since_ms=time.time_ns() // 1_000_000))
    for _ in range(_ATTEMPTS):
        password = new_password()
        pool.set_password(name, password)
        # Refused where another call of this command has set a password of its own in between.
        if made := pool.id_token(name, password):
            return made
    raise click.ClickException("The user pool kept refusing the sign-in: try again.")
