"""The probe as the command asks it: a stream that stands still ends the command with its sentence."""

from __future__ import annotations

import click

from ..errors import ProbeLost
from ..nightly import probe
from ..stores.opened import Stores

LONGEST_S = 120.0


def probe_streams(stores: Stores, *, longest_s: float = LONGEST_S) -> float:
    """Seconds from a write to the ledger until the facts show it. Ends the command where they do not in time."""
    try:
        return probe.probe_streams(stores, longest_s=longest_s)
    except ProbeLost as lost:
        raise click.ClickException(str(lost)) from None
