"""`regulars export`: a list or a segment as a file on this machine, over the same path as the API's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..command_line import command_line
from ..exporting.request import Format
from .connection import connect
from .http import Api, download
from .output import Progress, as_json, choice, grouped, grouped_of, print_json
from .target import check_target, why
from .watch import watch

_PATH = "/api/customers/exports"


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--tenant", "tenant_id", required=True, help="Whose customers.")
@click.option("--format", "format_", type=choice(Format), default=Format.CSV.value, show_default=True)
@click.option("--segment", help="Only members of this own segment, by its id.")
@click.option("--filter", "filters", multiple=True, metavar="NAME=VALUE", help="A filter of the customers' list.")
@click.option("--field", "fields", multiple=True, metavar="NAME", help="A column; without one, all of them.")
@as_json
def export(
    file: Path,
    tenant_id: str,
    format_: str,
    segment: str | None,
    filters: tuple[str, ...],
    fields: tuple[str, ...],
    json_: bool,
) -> None:
    """Write a tenant's customers to FILE, each once, as of now. It is there whole or not at all."""
    given = dict(_filter(one) for one in filters)
    check_target(file)
    api, progress = Api(connect(), tenant_id), Progress()
    body = {"format": format_, "filters": given, "segment": segment, "fields": list(fields) or None}
    begun = api.call("POST", _PATH, body)["data"]
    path = f"{_PATH}/{begun['exportId']}"
    done = watch(
        api,
        path,
        lambda line, now: line.show("Exporting"),
        progress,
        job="export",
        again=command_line("get", path, tenant=tenant_id),
        shown=begun,
    )
    if done["state"] == "failed":
        raise click.ClickException(f"{done['error']} (export {done['exportId']})")
    _save(done["file"]["url"], file)
    if json_:
        print_json(done)
    else:
        _report(done, file)


def _filter(given: str) -> tuple[str, str]:
    name, equals, value = given.partition("=")
    if not equals:
        raise click.UsageError(f"--filter takes NAME=VALUE, and {given} has no =")
    return name, value


def _save(url: str, file: Path) -> None:
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("wb") as opened:
            opened.writelines(download(url))
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise click.ClickException(f"{file} could not be written: {why(error)}.") from None


def _report(done: dict[str, Any], file: Path) -> None:
    counts = done["counts"]
    click.echo(f"{grouped_of(counts['customers'], 'customer')} as of {done['asOf']} in {file}")
    out = counts["leftOut"]
    if any(out.values()):
        click.echo(
            f"Left out: {grouped(out['doNotContact'])} not to be contacted, {grouped(out['optedOut'])} opted out, "
            f"{grouped(out['withoutEmail'])} without e-mail"
        )
    if unreadable := counts["unreadable"]:
        click.echo(f"Missing: {grouped(unreadable)} whose data is damaged; the log of write_exports has their hashes")
