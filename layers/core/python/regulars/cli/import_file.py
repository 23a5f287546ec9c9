"""`regulars import`: a file over the same path as the API's, until the facts show it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from ..command_line import command_line, option
from ..facts.time import rfc3339
from ..importing.cells.dates import DateOrder
from ..importing.cells.numbers import DecimalMark
from ..importing.file.options import FULFILLED
from ..importing.presets import NAMES
from .connection import connect
from .http import Answered, Api, download, upload
from .import_report import print_report
from .output import Progress, as_json, choice, print_json
from .target import may_be_written, why
from .watch import watch


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--tenant", "tenant_id", required=True, help="Whose orders they are.")
@click.option(
    "--map", "mapping", multiple=True, metavar="FIELD=COLUMN", help="Take a field from this column, or from none (-)."
)
@click.option(
    "--status",
    "statuses",
    multiple=True,
    metavar="THEIRS=OURS",
    help="What a status of the file means; '=paid' a blank one.",
)
@click.option("--preset", type=choice(NAMES), help="The export it is; else recognised by its header.")
@click.option("--dates", type=choice(DateOrder), help="What 03/04/2025 means, where no date says.")
@click.option("--decimal", type=choice(DecimalMark), help="The decimal mark, where no number says.")
@click.option("--count-pending", type=choice([FULFILLED]), help="Pending orders that are fulfilled count as paid.")
@click.option("--timezone", help="The zone of times without an offset; the tenant's where left out.")
@click.option("--exported-at", metavar="INSTANT", help="When the file was exported; the dry run proposes its own date.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@click.option("--resume", metavar="ID", help="Go on with an import of this file that failed.")
@as_json
def import_file(
    file: Path,
    tenant_id: str,
    mapping: Sequence[str],
    statuses: Sequence[str],
    preset: str | None,
    dates: str | None,
    decimal: str | None,
    count_pending: str | None,
    timezone: str | None,
    exported_at: str | None,
    dry_run: bool,
    resume: str | None,
    json_: bool,
) -> None:
    """Import a FILE of orders (CSV or JSON lines, also gzipped), and wait until the customers' numbers show it.

    Ends with 0 when the file is taken in, also where some orders were refused; those are listed, and written beside the
    file.
    """
    began = time.monotonic()
    api = Api(connect(), tenant_id)
    progress = Progress()
    if resume:
        import_id = _resume(api, resume)
    else:
        options = {
            "fileName": file.name,
            "mapping": _pairs("--map", mapping),
            "statuses": _pairs("--status", statuses),
            "preset": preset,
            "dates": dates,
            "decimal": decimal,
            "countPending": count_pending,
            "timezone": timezone,
            "exportedAt": exported_at,
            "dryRun": dry_run,
        }
        made = _announce(api, {name: value for name, value in options.items() if value}, file)
        import_id = made["importId"]
        size = file.stat().st_size
        form = made["upload"]
        upload(form["url"], form["fields"], file, lambda sent: progress.show("Uploading", sent, size, "bytes"))
    again = command_line("import", file, tenant=tenant_id, resume=import_id)
    shown = watch(api, f"/api/imports/{import_id}", _show, progress, job="import", again=again)
    refused = _fetch_refused(api, shown, file, tenant_id)
    if json_:
        print_json({**shown, "refusedFile": refused and str(refused)})
    elif shown["counts"] is not None and shown["counts"]["rows"]:
        print_report(shown, refused, tenant_id=tenant_id, took_s=time.monotonic() - began, file_date=_date_of(file))
    if shown["state"] != "done":
        reason = shown["error"] or f"The import is {shown['state']}."
        raise click.ClickException(f"{reason} (import {import_id})")


def _announce(api: Api, options: dict[str, Any], file: Path) -> Any:
    """The new import. Where it is asked when the file was exported, its own date is proposed."""
    try:
        return api.call("POST", "/api/imports", options)["data"]
    except Answered as refused:
        if "exportedAt" in options or "exportedAt" not in refused.message:
            raise
        date = rfc3339(_date_of(file))
        own = option("exported_at", date)
        sentence = f"By its own date the file is of {date}: a dry run says whether {own} can be right."
        raise click.ClickException(f"{refused.message}. {sentence}") from None


def _date_of(file: Path) -> int:
    """When the file was changed last, as an instant."""
    return file.stat().st_mtime_ns // 1_000_000


def _resume(api: Api, import_id: str) -> str:
    """Begins the next attempt, unless the import is done or under way."""
    state = api.call("GET", f"/api/imports/{import_id}")["data"]["state"]
    if state in ("waiting", "expired"):
        try:
            api.call("POST", f"/api/imports/{import_id}/retry")
        except Answered:
            sentence = f"The import {import_id} never got its file: import it anew, without --resume."
            raise click.ClickException(sentence) from None
    if state == "failed":
        api.call("POST", f"/api/imports/{import_id}/retry")
    if state == "running":
        # A stopped one is begun again; one that is under way answers with a conflict, and is waited for.
        with contextlib.suppress(Answered):
            api.call("POST", f"/api/imports/{import_id}/retry")
    return import_id


def _show(progress: Progress, shown: dict[str, Any]) -> None:
    now = shown["progress"]
    match now["phase"]:
        case "waiting" if now.get("position"):
            progress.show(f"Waiting for the tenant's other imports, number {now['position']} in line")
        case "loading":
            progress.show("Loading", now["rowsDone"], now["rows"], "rows")
        case "settling":
            progress.show("Bringing customers up to date", now["customersSettled"], now["customers"], "customers")
        case _:
            progress.show("Reading the file")


def _fetch_refused(api: Api, shown: dict[str, Any], file: Path, tenant_id: str) -> Path | None:
    """Writes the refused rows beside the file, or here where that is not allowed; None where there are none,
    or where they could not be written: the import is done, and its report is worth more than they."""
    if not (shown["counts"] or {}).get("rowsRefused"):
        return None
    link = api.call("GET", f"/api/imports/{shown['importId']}/refused")["data"]["url"]
    name = f"{file.name}.refused.csv"
    path = (file.parent if may_be_written(file.parent) else Path.cwd()) / name
    try:
        with path.open("wb") as opened:
            opened.writelines(download(link))
    except OSError as error:
        again = command_line("get", f"/api/imports/{shown['importId']}/refused", tenant=tenant_id)
        click.echo(f"{path} could not be written: {why(error)}. `{again}` has a link to the refused rows.", err=True)
        return None
    return path


def _pairs(option: str, given: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for text in given:
        left, equals, right = text.rpartition("=") if option == "--status" else text.partition("=")
        if not (equals and right and (left or option == "--status")):
            raise click.ClickException(f"{option} {text}: write it as two names with = between them.")
        pairs[left] = right
    return pairs
