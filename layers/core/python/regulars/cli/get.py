"""`regulars get`: one signed GET."""

from __future__ import annotations

import click

from .connection import connect
from .http import Api
from .output import print_json


@click.command()
@click.argument("path")
@click.option("--tenant", "tenant_id", required=True, help="Whose data to read.")
def get(path: str, tenant_id: str) -> None:
    """Print what the API answers to GET PATH, signed for a tenant."""
    print_json(Api(connect(), tenant_id).call("GET", path))
