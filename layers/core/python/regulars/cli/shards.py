"""A number of shards on the command line."""

from __future__ import annotations

import click

from ..facts.tenant import MOST_SHARDS


def number_of_shards(_context: click.Context, _option: click.Parameter, shards: int) -> int:
    """The given number. Ends the command where it is no power of two up to 1 024."""
    if not 1 <= shards <= MOST_SHARDS or shards & (shards - 1):
        raise click.ClickException(f"{shards} is not a number of shards: give a power of two up to {MOST_SHARDS}.")
    return shards
