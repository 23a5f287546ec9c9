"""What `regulars import` says about an import that has ended."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from iso4217 import Currency

from .output import grouped

_OUTCOMES = ("created", "updated", "unchanged", "stale")


def print_report(shown: dict[str, Any], refused: Path | None, *, took_s: float) -> None:
    """Lines for people; `refused` is the file that the refused rows were written to."""
    counts, recognised = shown["counts"], shown["recognised"]
    click.echo(f"{shown['fileName']}: {_count(counts['rows'], 'row')} in {took_s:.0f} s")
    if recognised:
        click.echo(f"  read as      {_recognised(recognised)}")
        if recognised["ignoredColumns"]:
            click.echo(f"  ignored      {', '.join(recognised['ignoredColumns'])}")
    if shown["dryRun"]:
        click.echo(f"  dry run      nothing was written; {_count(counts['customers'], 'customer')}")
    else:
        outcomes = (f"{grouped(counts['orders'][outcome])} {outcome}" for outcome in _OUTCOMES)
        click.echo(f"  orders       {', '.join(outcomes)}; {_count(counts['customers'], 'customer')}")
    for sums in shown["statuses"]:
        counted = "" if sums["counted"] else " (not counted)"
        click.echo(f"  {sums['status']:<12} {_count(sums['orders'], 'order')}, {_money(sums, recognised)}{counted}")
    for text, orders in shown["unknownStatuses"].items():
        advice = f"pending until --status '{text}=...' says more"
        click.echo(f"  unknown      status {text} of {_count(orders, 'order')}: {advice}")
    if counts["orders"]["refused"]:
        refused_orders, refused_rows = counts["orders"]["refused"], counts["rowsRefused"]
        click.echo(f"  refused      {_count(refused_orders, 'order')}, {_count(refused_rows, 'row')}")
        for refusal in shown["refusals"]:
            column = f", {refusal['column']}" if refusal["column"] else ""
            click.echo(f"    line {refusal['line']}{column}: {refusal['reason']}")
        click.echo(f"  all of them, to mend and import again: {refused}")


def _money(sums: dict[str, Any], recognised: dict[str, Any]) -> str:
    """An amount with all decimals of its currency."""
    currency = Currency(recognised["currency"])
    return f"{sums['amount']:.{currency.exponent}f} {currency.code}"


def _recognised(recognised: dict[str, Any]) -> str:
    kind = "JSON lines" if recognised["format"] == "jsonl" else f"CSV separated by {recognised['separator']}"
    return f"{kind}, {recognised['encoding'].upper()}; times without an offset are in {recognised['timezone']}"


def _count(number: int, noun: str) -> str:
    return f"{grouped(number)} {noun}{'' if number == 1 else 's'}"
