"""`regulars recalculate`: the night by hand, over the same path as the API's, until it has ended."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import click

from ..command_line import command_line
from .connection import connect
from .http import Answered, Api
from .output import Progress, as_json, grouped, print_json
from .watch import watch

_PATH = "/product-affinity/recalculate"


@click.command()
@click.option("--tenant", "tenant_id", required=True, help="Whose customers.")
@as_json
def recalculate(tenant_id: str, json_: bool) -> None:
    """Derive a tenant's customers and pairs anew, verify all of them against their orders, and repair what differs.

    One that is under way already is waited for.
    """
    began = time.monotonic()
    api = Api(connect(), tenant_id)
    progress = Progress()
    progress.show("Recalculating")
    pairs = _pairs(api)
    begun = api.call("POST", _PATH)["data"]
    shown = watch(
        api,
        f"{_PATH}/{begun['jobId']}",
        lambda line, now: line.show("Recalculating", now["processed"], pairs, "pairs"),
        progress,
        job="recalculation",
        again=command_line("recalculate", tenant=tenant_id),
        shown=begun,
    )
    if json_:
        print_json(shown)
    else:
        _report(shown, took_s=time.monotonic() - began)
    if shown["state"] == "failed":
        raise click.ClickException(f"{shown['error']} (recalculation {shown['jobId']})")


def _pairs(api: Api) -> int | None:
    """How many there are; None where nobody has counted them yet."""
    with contextlib.suppress(Answered):
        pairs: int = api.call("GET", "/api/customers/summary?history=0")["data"]["pairs"]
        return pairs
    return None


def _report(shown: dict[str, Any], *, took_s: float) -> None:
    """As source 000 logs it, and what there is beyond it."""
    click.echo(f"{grouped(shown['updated'])} affinities updated, {shown['errors']} errors, in {took_s:.1f} s")
    click.echo(f"{grouped(shown['written'])} written, {shown['drift']} drifted, {shown['lagging']} lagging")
    if shown["errors"]:
        click.echo("What failed is in the log of recalculate, as customer.failed.")
    if shown["drift"]:
        click.echo("What had drifted differed from its orders, and is repaired; the log names it as customer.drifted.")
