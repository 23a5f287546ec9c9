"""`regulars url`: where the API is."""

from __future__ import annotations

import click

from .connection import connect


@click.command()
def url() -> None:
    """Print the API's base URL, and nothing else."""
    click.echo(connect().api)
