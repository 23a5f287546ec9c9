"""`regulars token`: a bearer token for one role of a tenant."""

from __future__ import annotations

import secrets
from typing import Any

import click

from ..stores.tenants import Member
from .connection import Connection, connect
from .output import choice

ROLES = ("viewer", "editor", "admin")
_ATTEMPTS = 5
# One of each class that the pool asks of a password.
_CLASSES = "aA1!"


@click.command()
@click.option("--tenant", "tenant_id", required=True, help="Whose data the token opens.")
@click.option("--role", type=choice(ROLES), default="admin", show_default=True)
def token(tenant_id: str, role: str) -> None:
    """Print a bearer token, and nothing else. It is valid for an hour."""
    click.echo(make_token(connect(), tenant_id, role))


def make_token(connection: Connection, tenant_id: str, role: str) -> str:
    """An id token of the operator's own user for this tenant and role, who is made when he is missing."""
    connection.tenant(tenant_id)
    cognito = connection.session.client("cognito-idp")
    pool, client = connection.outputs["UserPoolId"], connection.outputs["OperatorClientId"]
    user = f"regulars-{tenant_id}-{role}"
    subject = _subject(cognito, pool, user)
    member = Member(tenant_id, role)
    if connection.stores.directory.member(subject) != member:
        connection.stores.directory.put_member(subject, member)
    for _ in range(_ATTEMPTS):
        password = secrets.token_urlsafe(24) + _CLASSES
        cognito.admin_set_user_password(UserPoolId=pool, Username=user, Password=password, Permanent=True)
        try:
            answer = cognito.admin_initiate_auth(
                UserPoolId=pool,
                ClientId=client,
                AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": user, "PASSWORD": password},
            )
        except cognito.exceptions.NotAuthorizedException:
            # Another call of this command has set a password of its own in between.
            continue
        return str(answer["AuthenticationResult"]["IdToken"])
    raise click.ClickException("The user pool kept refusing the sign-in: try again.")


def _subject(cognito: Any, pool: str, user: str) -> str:
    """The user's `sub`, which no one can choose or change."""
    try:
        found = cognito.admin_get_user(UserPoolId=pool, Username=user)["UserAttributes"]
    except cognito.exceptions.UserNotFoundException:
        made = cognito.admin_create_user(UserPoolId=pool, Username=user, MessageAction="SUPPRESS")
        found = made["User"]["Attributes"]
    return next(str(attribute["Value"]) for attribute in found if attribute["Name"] == "sub")
