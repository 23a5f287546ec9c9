"""`regulars tenant members | add-member | remove-member`: the people of a tenant. One person, one tenant."""

from __future__ import annotations

import time
from typing import Any

import click

from ..command_line import command_line
from ..facts.time import rfc3339
from ..stores.tenant.members import Member, Membership
from .connection import Connection, connect
from .output import as_json, choice, print_json
from .pool import Pool, email_address, new_password
from .token import ROLES


@click.command("members")
@click.argument("tenant_id", metavar="ID")
@as_json
def members(tenant_id: str, json_: bool) -> None:
    """List who belongs to a tenant: people, machine clients, and the users of `regulars token`."""
    connection = connect()
    connection.tenant(tenant_id)
    found = sorted(connection.stores.directory.members.of(tenant_id), key=lambda one: (_kind(one), one.since_ms))
    if json_:
        print_json([_shown(one) for one in found])
        return
    for one in found:
        until = one.member.until_ms
        ending = f"  until {rfc3339(until)}" if until is not None else ""
        click.echo(f"{one.subject:<36}  {one.member.role:<6}  {_kind(one):<7}  {_called(one)}{ending}".rstrip())


@click.command("add-member")
@click.argument("tenant_id", metavar="ID")
@click.argument("subject", required=False)
@click.option("--email", help="Make a user of the pool who signs in with this address, and invite them.")
@click.option("--role", type=choice(ROLES), required=True)
@as_json
def add_member(tenant_id: str, subject: str | None, email: str | None, role: str, json_: bool) -> None:
    """Give a person a tenant and a role; once more with another role changes it.

    With --email the pool sends them an invitation. On a laptop, which sends nothing, their password is printed once.
    SUBJECT instead is the `sub` of a user whom another issuer knows.
    """
    if (subject is None) == (email is None):
        raise click.ClickException("Name the person once: by --email, or by SUBJECT where another issuer knows them.")
    connection = connect()
    connection.tenant(tenant_id)
    if subject is not None:
        _join(connection, tenant_id, role, Membership(subject, Member(tenant_id, role)))
        told = {"subject": subject, "role": role, "password": None, "invited": False}
    else:
        told = _add_person(connection, tenant_id, email_address(email or ""), role)
    if json_:
        print_json(told)
        return
    click.echo(f"{email or subject} is {role} of {tenant_id} from now on.")
    if told["password"]:
        click.echo(f"Their password, shown this once: {told['password']}")
    elif told["invited"]:
        click.echo("The pool has sent them an invitation.")


@click.command("remove-member")
@click.argument("tenant_id", metavar="ID")
@click.argument("who", metavar="SUBJECT|EMAIL")
def remove_member(tenant_id: str, who: str) -> None:
    """End a membership at once; the user that add-member made for it goes, too."""
    connection = connect()
    connection.tenant(tenant_id)
    directory = connection.stores.directory.members
    one = next((one for one in directory.of(tenant_id) if who == one.subject or who.lower() == one.email), None)
    if one is None:
        raise click.ClickException(f"{who} is no member of {tenant_id}.")
    if one.client:
        revoke = command_line("client revoke", one.client, tenant=tenant_id)
        raise click.ClickException(f"{who} is a user of the machine client {one.client}: run `{revoke}`.")
    if one.user:
        Pool(connection).remove(one.user)
    directory.remove(tenant_id, one.subject)
    click.echo(f"{who} is no longer a member of {tenant_id}.")


def _add_person(connection: Connection, tenant_id: str, email: str, role: str) -> dict[str, Any]:
    """Makes the user where there is none. A laptop sends no letters: there a new user gets a password."""
    pool = Pool(connection)
    known = pool.by_email(email)
    user = known or pool.make_person(email, invite=not connection.is_local)
    since_ms = time.time_ns() // 1_000_000
    member = Member(tenant_id, role)
    changes = known is not None and connection.stores.directory.member(user.subject) is not None
    _join(connection, tenant_id, role, Membership(user.subject, member, user=user.name, email=email, since_ms=since_ms))
    password = None
    if connection.is_local and not changes:
        password = new_password()
        pool.set_password(user.name, password)
    elif known is not None and known.invited and not changes:
        pool.invite_again(user.name)
    invited = not connection.is_local and not changes and (known is None or known.invited)
    return {"subject": user.subject, "role": role, "password": password, "invited": invited}


def _join(connection: Connection, tenant_id: str, role: str, one: Membership) -> None:
    """Ends the command where the user belongs to another tenant."""
    if connection.stores.directory.members.put(one):
        return
    raise click.ClickException(
        f"{one.email or one.subject} belongs to another tenant, and a person belongs to one: remove them there first, "
        "or use another address."
    )


def _shown(one: Membership) -> dict[str, Any]:
    until = one.member.until_ms
    return {
        "subject": one.subject,
        "kind": _kind(one),
        "role": one.member.role,
        "email": one.email or None,
        "client": one.client or None,
        "since": rfc3339(one.since_ms) if one.since_ms else None,
        "until": None if until is None else rfc3339(until),
    }


def _kind(one: Membership) -> str:
    if one.client:
        return "client"
    return "command" if one.user.startswith("regulars-") else "person"


def _called(one: Membership) -> str:
    return one.email or (f"{one.client} {one.name}".strip() if one.client else one.user)
