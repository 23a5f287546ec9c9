"""`regulars client ...`: machine clients of a tenant, each an id and a secret that `/oauth/token` takes."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from typing import Any

import click

from ..facts.client import SIDES, client_user, other_side
from ..facts.time import rfc3339
from ..stores.tenant.members import Member, Membership
from .connection import Connection, connect
from .output import as_json, choice, print_json
from .pool import Pool
from .token import ROLES

GRACE_MS = 24 * 3_600_000
"""How long the secret before a rotation is still taken."""
# One of each class that the pool asks of a password.
_CLASSES = "-A1"

of_tenant = click.option("--tenant", "tenant_id", required=True, help="Whose data the client's tokens open.")


@click.group()
def client() -> None:
    """Make, list, rotate and revoke machine clients."""


@client.command()
@of_tenant
@click.option("--role", type=choice(ROLES), default="viewer", show_default=True)
@click.option("--name", default="", help="What people call it.")
@as_json
def create(tenant_id: str, role: str, name: str, json_: bool) -> None:
    """Make a client. Its secret is shown once, and kept nowhere."""
    clients = _Clients(connect(), tenant_id)
    client_id = f"client-{secrets.token_hex(6)}"
    secret = clients.make_side(client_id, SIDES[0], role, name)
    _show_secret(clients, client_id, secret, role, None, json_)


@client.command("list")
@of_tenant
@as_json
def list_(tenant_id: str, json_: bool) -> None:
    """List a tenant's clients: when each secret was made, and when one that was rotated away ends."""
    clients = _Clients(connect(), tenant_id)
    shown = [_shown(client_id, sides) for client_id, sides in clients.all().items()]
    if json_:
        print_json(shown)
        return
    for one in shown:
        ending = "".join(f"  (old secret until {s['until']})" for s in one["secrets"] if s["until"])
        click.echo(f"{one['id']}  {one['role']:<6}  {one['name']}{ending}".rstrip())


@client.command()
@click.argument("client_id", metavar="ID")
@of_tenant
@click.option("--now", is_flag=True, help="End the old secret at once, not in 24 hours.")
@as_json
def rotate(client_id: str, tenant_id: str, now: bool, json_: bool) -> None:
    """Make a new secret for the client ID. The old one is taken for 24 more hours."""
    clients = _Clients(connect(), tenant_id)
    current = _current(clients.sides(client_id))
    side = other_side(current.user[-1])
    until_ms = None if now else clients.now_ms + GRACE_MS
    secret = clients.make_side(client_id, side, current.member.role, current.name)
    if until_ms is None:
        clients.end(current)
    else:
        clients.end_at(current, until_ms)
    _show_secret(clients, client_id, secret, current.member.role, until_ms, json_)


@client.command()
@click.argument("client_id", metavar="ID")
@of_tenant
def revoke(client_id: str, tenant_id: str) -> None:
    """End the client ID at once: its secrets, and the tokens they have made."""
    clients = _Clients(connect(), tenant_id)
    for side in clients.sides(client_id):
        clients.end(side)
    click.echo(f"{client_id} is revoked.")


class _Clients:
    """The machine clients of one tenant. Secrets whose time is over are cleared away as soon as it is opened."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        connection.tenant(tenant_id)
        self.tenant_id = tenant_id
        self.api = connection.api
        self.now_ms = time.time_ns() // 1_000_000
        self._pool = Pool(connection)
        self._members = connection.stores.directory.members
        for one in self._memberships():
            if not one.member.holds(self.now_ms):
                self.end(one)

    def all(self) -> dict[str, list[Membership]]:
        """By id, the oldest first; of each its users, the current one last."""
        found: dict[str, list[Membership]] = {}
        for one in sorted(self._memberships(), key=lambda one: one.since_ms):
            found.setdefault(one.client, []).append(one)
        return found

    def sides(self, client_id: str) -> list[Membership]:
        """The command ends where the tenant has no such client."""
        found = self.all().get(client_id)
        if found is None:
            raise click.ClickException(f"Tenant {self.tenant_id} has no client {client_id}.")
        return found

    def make_side(self, client_id: str, side: str, role: str, name: str) -> str:
        """Makes one of a client's two users and answers its password; what the same user was before ends.

        A user who is made anew has another subject: no token of the one before opens anything again.
        """
        user = client_user(client_id, side)
        for one in self.all().get(client_id, ()):
            if one.user == user:
                self.end(one)
        self._pool.remove(user)
        # 216 random bits; no letter of it needs quoting in a shell, a form or HTTP Basic
        secret = side + secrets.token_urlsafe(27) + _CLASSES
        made = self._pool.make(user)
        self._pool.set_password(user, secret)
        self._members.put(
            Membership(
                made.subject, Member(self.tenant_id, role), user=user, name=name, client=client_id, since_ms=self.now_ms
            )
        )
        return secret

    def end_at(self, one: Membership, until_ms: int) -> None:
        """From `until_ms` on neither its secret nor its tokens are taken: each sign-in and call looks at the clock."""
        member = one.member._replace(until_ms=until_ms)
        self._members.put(
            Membership(one.subject, member, one.user, one.email, one.name, one.client, since_ms=one.since_ms)
        )

    def end(self, one: Membership) -> None:
        """The user first: killed in between, the membership still names what is to be done again."""
        self._pool.remove(one.user)
        self._members.remove(self.tenant_id, one.subject)

    def _memberships(self) -> list[Membership]:
        return [one for one in self._members.of(self.tenant_id) if one.client]


def _current(sides: Sequence[Membership]) -> Membership:
    """The one whose secret was made last."""
    return sides[-1]


def _shown(client_id: str, sides: Sequence[Membership]) -> dict[str, Any]:
    current = _current(sides)
    return {
        "id": client_id,
        "name": current.name,
        "role": current.member.role,
        "secrets": [{"since": rfc3339(one.since_ms), "until": _until(one.member.until_ms)} for one in sides],
    }


def _show_secret(
    clients: _Clients, client_id: str, secret: str, role: str, old_until_ms: int | None, json_: bool
) -> None:
    if json_:
        shown = {"id": client_id, "secret": secret, "role": role, "oldSecretUntil": _until(old_until_ms)}
        print_json({**shown, "tokenUrl": f"{clients.api}/oauth/token"})
        return
    click.echo(f"Client {client_id} is {role} of {clients.tenant_id}. Its secret is shown this once:\n\n  {secret}\n")
    if old_until_ms is not None:
        click.echo(f"The old secret is taken until {_until(old_until_ms)}.\n")
    click.echo(f"A token: curl -s {clients.api}/oauth/token -u {client_id}:{secret} -d grant_type=client_credentials")


def _until(instant_ms: int | None) -> str | None:
    return None if instant_ms is None else rfc3339(instant_ms)
