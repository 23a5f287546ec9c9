"""The stack's user pool, as its operator works with it: users of people, of machine clients, and the command's own."""

from __future__ import annotations

import contextlib
import re
import secrets
from typing import Any, NamedTuple

import click

from .connection import Connection

# One of each class that the pool asks of a password.
_CLASSES = "-aA1"
_EMAIL = re.compile(r'[^@\s"\\]+@[^@\s"\\]+\.[^@\s"\\]+')


class PoolUser(NamedTuple):
    name: str
    subject: str
    """Their `sub`, which no one can choose or change."""
    invited: bool
    """Whether they have not signed in since they were invited."""


class Pool:
    def __init__(self, connection: Connection) -> None:
        self._cognito = connection.session.client("cognito-idp")
        self._pool = connection.outputs["UserPoolId"]
        self._client = connection.outputs["OperatorClientId"]

    def find(self, name: str) -> PoolUser | None:
        try:
            found = self._cognito.admin_get_user(UserPoolId=self._pool, Username=name)
        except self._cognito.exceptions.UserNotFoundException:
            return None
        return _user({**found, "Attributes": found["UserAttributes"]})

    def by_email(self, email: str) -> PoolUser | None:
        """The person who signs in with this address, in lower case."""
        found = self._cognito.list_users(UserPoolId=self._pool, Filter=f'email = "{email}"')["Users"]
        return _user(found[0]) if found else None

    def make(self, name: str) -> PoolUser:
        """A user whom nobody is told of."""
        return _user(
            self._cognito.admin_create_user(UserPoolId=self._pool, Username=name, MessageAction="SUPPRESS")["User"]
        )

    def make_person(self, email: str, *, invite: bool) -> PoolUser:
        """A person who signs in with this address, in lower case. `invite`: the pool sends them a first password."""
        attributes = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
        how = {"DesiredDeliveryMediums": ["EMAIL"]} if invite else {"MessageAction": "SUPPRESS"}
        made = self._cognito.admin_create_user(
            UserPoolId=self._pool, Username=f"person-{secrets.token_hex(8)}", UserAttributes=attributes, **how
        )
        return _user(made["User"])

    def invite_again(self, name: str) -> None:
        self._cognito.admin_create_user(
            UserPoolId=self._pool, Username=name, MessageAction="RESEND", DesiredDeliveryMediums=["EMAIL"]
        )

    def set_password(self, name: str, password: str) -> None:
        """For good: nobody is asked to change it."""
        self._cognito.admin_set_user_password(UserPoolId=self._pool, Username=name, Password=password, Permanent=True)

    def id_token(self, name: str, password: str) -> str | None:
        """None where the pool refuses the password."""
        try:
            answer = self._cognito.admin_initiate_auth(
                UserPoolId=self._pool,
                ClientId=self._client,
                AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": name, "PASSWORD": password},
            )
        except self._cognito.exceptions.NotAuthorizedException:
            return None
        return str(answer["AuthenticationResult"]["IdToken"])

    def remove(self, name: str) -> None:
        """From now on nobody signs in as this user. One who is gone already stays gone."""
        with contextlib.suppress(self._cognito.exceptions.UserNotFoundException):
            self._cognito.admin_delete_user(UserPoolId=self._pool, Username=name)


def new_password() -> str:
    return secrets.token_urlsafe(24) + _CLASSES


def email_address(text: str) -> str:
    """In lower case: a pool of a laptop tells cases apart. The command ends for what is no address."""
    if not _EMAIL.fullmatch(text):
        raise click.ClickException(f"{text} is not an e-mail address: give one such as ann@example.com.")
    return text.lower()


def _user(found: dict[str, Any]) -> PoolUser:
    subject = next(str(attribute["Value"]) for attribute in found["Attributes"] if attribute["Name"] == "sub")
    return PoolUser(found["Username"], subject, found.get("UserStatus") == "FORCE_CHANGE_PASSWORD")
