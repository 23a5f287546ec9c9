"""`regulars dashboard`: an address that opens a tenant's dashboard without a sign-in, for an hour."""

from __future__ import annotations

import sys
import webbrowser

import click

from .connection import connect
from .output import choice
from .token import ROLES, make_token


@click.command()
@click.option("--tenant", "tenant_id", required=True, help="Whose dashboard.")
@click.option("--role", type=choice(ROLES), default="admin", show_default=True)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
def dashboard(tenant_id: str, role: str, no_browser: bool) -> None:
    """Print an address that opens the dashboard, and open it where there is a browser.

    The address holds a token of an hour behind its #, which no server is sent: whoever has the address has the token.
    """
    connection = connect()
    address = f"{connection.api}/app#token={make_token(connection, tenant_id, role)}"
    click.echo(address)
    if sys.stdout.isatty() and not no_browser:
        webbrowser.open(address)
