"""What `regulars import` says about an import that has ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from iso4217 import Currency

from ..command_line import option
from ..facts.time import rfc3339
from .mend import mend_command
from .output import grouped

_OUTCOMES = ("created", "updated", "unchanged", "stale")
_WIDTH = 18
_SEPARATORS = {"\t": "tab", "|": "|", ",": "comma", ";": "semicolon"}


def print_report(shown: dict[str, Any], refused: Path | None, *, tenant_id: str, took_s: float, file_date: int) -> None:
    """Lines for people; `refused` is the file that the refused rows were written to. `file_date`: when the file itself
    was changed last."""
    counts, recognised = shown["counts"], shown["recognised"]
    click.echo(f"{shown['fileName']}: {_flow(counts)} in {took_s:.0f} s")
    if recognised:
        for name, text in _recognised(recognised):
            _say(name, text)
    if exported := _exported(shown, file_date):
        _say("exported", exported)
    if shown["dryRun"]:
        _say("dry run", "nothing was written")
    else:
        outcomes = (f"{grouped(counts['orders'][outcome])} {outcome}" for outcome in _OUTCOMES)
        _say("orders", ", ".join(outcomes))
    for sums in shown["statuses"]:
        counted = "" if sums["counted"] else " (not counted)"
        _say(sums["status"], f"{_count(sums['orders'], 'order')}, {_money(sums, recognised)}{counted}")
    if counts["orders"].get("erased"):
        _say("erased", f"{_count(counts['orders']['erased'], 'order')} of customers who were erased: nothing is stored")
    if nobody := shown["withoutCustomer"]:
        orders = _count(nobody["orders"], "order")
        _say("without customer", f"{orders}, {_money(nobody, recognised)}: nobody to count it for")
    for text, orders in shown["unknownStatuses"].items():
        advice = f"pending until --status '{text}=...' says more"
        _say("unknown", f"status {text} of {_count(orders, 'order')}: {advice}")
    if shown["reconciliation"]:
        _print_reconciliation(shown["reconciliation"])
    for sentence in shown["advice"]:
        _say("note", sentence)
    if counts["rowsRefused"]:
        _print_refusals(shown, refused, tenant_id)


def _say(name: str, text: str) -> None:
    click.echo(f"  {name:<{_WIDTH}} {text}")


def _flow(counts: dict[str, Any]) -> str:
    orders, customers = _count(counts["ordersRead"], "order"), _count(counts["customers"], "customer")
    return f"{_count(counts['rows'], 'row')} -> {orders} -> {customers}"


def _recognised(recognised: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if recognised["format"] == "jsonl":
        kind = "JSON lines"
    else:
        kind = f"{recognised['preset'] or 'CSV'}, separated by {_SEPARATORS[recognised['separator']]}"
    encoding = recognised["encoding"]
    yield "read as", f"{kind}, {encoding.upper() if encoding else 'encoding unknown'}, {recognised['currency']}"
    yield from (("numbers", text) for text in _numbers(recognised["decimals"]))
    for example in recognised["dateExamples"]:
        yield "dates", f"{example['text']} read as {_day(example['readAs'], recognised['timezone'])}"
    if recognised["localTimes"]:
        yield "", f"times without an offset are in {recognised['timezone']}"
    if recognised["ignoredColumns"]:
        yield "ignored", ", ".join(recognised["ignoredColumns"])


def _exported(shown: dict[str, Any], file_date: int) -> str | None:
    """When the file was exported, as said; in a dry run else its own date, where everything in it is older."""
    said, newest = shown["options"]["exportedAt"], shown["newestAt"]
    if said:
        return f"{said}, as given: what was told live since then stays"
    if shown["dryRun"] and newest and newest < (date := rfc3339(file_date)):
        return f"{date} by the file's own date, after all that is in it: {option('exported_at', date)} says so"
    return None


def _numbers(decimals: dict[str, str]) -> Iterator[str]:
    """The decimal mark; by column where they do not agree."""
    marks = sorted(set(decimals.values()))
    for mark in marks:
        columns = [column for column, its in decimals.items() if its == mark]
        yield f"with a decimal {mark}" + (f": {', '.join(columns)}" if len(marks) > 1 else "")


def _day(instant: str | None, zone: str) -> str:
    """`3 April 2025, 10:37` in the zone that local times are in."""
    if instant is None:
        return "no date"
    moment = datetime.fromisoformat(instant).astimezone(ZoneInfo(zone))
    time = f", {moment:%H:%M}" if (moment.hour, moment.minute) != (0, 0) else ""
    return f"{moment.day} {moment:%B %Y}{time}"


def _print_reconciliation(sums: dict[str, Any]) -> None:
    orders = sums["agree"] + sums["disagree"]
    _say("sums", f"of {grouped(sums['agree'])} of {_count(orders, 'order')} agree")
    for wrong in sums["first"]:
        click.echo(f"    line {wrong['line']}, order {wrong['orderId']}: {wrong['reason']}")


def _print_refusals(shown: dict[str, Any], refused: Path | None, tenant_id: str) -> None:
    counts = shown["counts"]
    _say("refused", f"{_count(counts['orders']['refused'], 'order')}, {_count(counts['rowsRefused'], 'row')}")
    for refusal in shown["refusals"]:
        column = f", {refusal['column']}" if refusal["column"] else ""
        click.echo(f"    line {refusal['line']}{column}: {refusal['reason']}")
    if refused is not None:
        click.echo(f"  all of them are in {refused}: mend them there, then")
        click.echo(f"    {mend_command(shown, refused, tenant_id)}")


def _money(sums: dict[str, Any], recognised: dict[str, Any]) -> str:
    """An amount with all decimals of its currency."""
    currency = Currency(recognised["currency"])
    return f"{sums['amount']:.{currency.exponent}f} {currency.code}"


def _count(number: int, noun: str) -> str:
    return f"{grouped(number)} {noun}{'' if number == 1 else 's'}"
