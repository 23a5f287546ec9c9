"""What may be asked of imports: a new one, and a further attempt at one that failed."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

from ..errors import MOST_ERRORS, Conflict, FieldError, Refused, nearest
from ..facts.order import OrderStatus
from ..facts.time import SECOND_MS, from_ms, known_zone
from ..scoring.settings import Settings
from ..stores.files import Files
from ..stores.imports import UPLOAD_VALID_MS, ImportRecord, Imports, ImportState
from ..stores.machines import Machine
from .columns import FIELDS, field_named
from .find import find_import
from .read import MOST_BYTES

_OPTIONS = ("fileName", "mapping", "statuses", "timezone", "dryRun")
_MAX_NAME = 200
_MAX_ENTRIES = 100
_NOT_IN_KEYS = re.compile(r"[^A-Za-z0-9._-]")


class Upload(NamedTuple):
    """A form to post the file with: every field, then the file as `file`."""

    url: str
    fields: dict[str, str]


def create_import(
    body: Any, *, settings: Settings, imports: Imports, files: Files, now_ms: int
) -> tuple[ImportRecord, Upload]:
    """A new import that waits an hour for its file. `settings` are kept with it; orders in it arrive now.

    Raises `Refused` with every fault of the options named.
    """
    given = _options(body)
    record = ImportRecord(
        import_id=_new_id(now_ms),
        file_name=given["fileName"],
        object_name=_NOT_IN_KEYS.sub("_", given["fileName"])[-100:],
        created_ms=now_ms,
        settings=replace(settings, timezone=given.get("timezone") or settings.timezone),
        mapping=given.get("mapping") or {},
        statuses=given.get("statuses") or {},
        dry_run=given.get("dryRun") or False,
    )
    if not imports.create(record):
        raise Conflict("try_again", "another import has just been given the same id")
    form = files.presigned_upload(
        record.import_id, record.object_name, most_bytes=MOST_BYTES, valid_s=UPLOAD_VALID_MS // SECOND_MS
    )
    return record, Upload(form["url"], form["fields"])


def retry_import(import_id: str, *, tenant_id: str, imports: Imports, machine: Machine, now_ms: int) -> ImportRecord:
    """Begins the next attempt of an import that failed, or whose execution is gone. Raises `NotFound`, `Conflict`."""
    record = find_import(import_id, imports)
    if record.state is ImportState.WAITING:
        raise Conflict("not_uploaded", "the import has no file yet")
    if record.state is ImportState.DONE:
        raise Conflict("not_failed", "the import is done")
    if record.refused:
        raise Conflict("file_refused", f"The file itself is refused, and would be again: {record.error}")
    if record.state is ImportState.RUNNING and machine.is_running(record.execution()):
        raise Conflict("running", "the import is under way")
    if not imports.begin_again(import_id, after=record.attempt, now_ms=now_ms):
        raise Conflict("running", "the import has just been retried")
    begun = find_import(import_id, imports)
    machine.start(begun.execution(), {"tenant": tenant_id, "importId": import_id, "attempt": begun.attempt})
    return begun


def _new_id(now_ms: int) -> str:
    """Sorts by instant, and is part of an execution's name: letters, digits and hyphens."""
    return f"{from_ms(now_ms):%Y%m%dt%H%M%S}{now_ms % SECOND_MS:03d}-{secrets.token_hex(4)}"


def _options(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise Refused([FieldError("body", "must be a JSON object")])
    unknown = (name for name in body if name not in _OPTIONS)
    faults = [FieldError(name, _unknown(name)) for name in islice(unknown, MOST_ERRORS)]
    given = {name: body[name] for name in _OPTIONS if body.get(name) is not None}
    name = given.get("fileName")
    if not isinstance(name, str) or not 1 <= len(name) <= _MAX_NAME or not name.isprintable():
        faults.append(FieldError("fileName", f"is required: 1 to {_MAX_NAME} printable characters"))
    zone = given.get("timezone", "UTC")
    if not isinstance(zone, str) or not known_zone(zone):
        faults.append(FieldError("timezone", "must be an IANA time zone such as Europe/London"))
    if not isinstance(given.get("dryRun", False), bool):
        faults.append(FieldError("dryRun", "must be true or false"))
    given["mapping"] = _mapping(given.get("mapping", {}), faults)
    given["statuses"] = _statuses(given.get("statuses", {}), faults)
    if faults:
        raise Refused(faults)
    return given


def _unknown(name: str) -> str:
    near = nearest(name, _OPTIONS)
    hint = f"did you mean {near}?" if near else f"known are {', '.join(_OPTIONS)}"
    return f"is not an option; {hint}"


def _mapping(given: Any, faults: list[FieldError]) -> dict[str, str]:
    mapping: dict[str, str] = {}
    for name, column in _texts("mapping", given, faults).items():
        field = field_named(name)
        if field is None:
            faults.append(FieldError(f"mapping.{name}", f"is not a field of an order; known are {', '.join(FIELDS)}"))
        else:
            mapping[field] = column
    return mapping


def _statuses(given: Any, faults: list[FieldError]) -> dict[str, str]:
    statuses = _texts("statuses", given, faults)
    for theirs, ours in statuses.items():
        if ours not in list(OrderStatus):
            faults.append(FieldError(f"statuses.{theirs}", f"must be one of {', '.join(OrderStatus)}"))
    return statuses


def _texts(option: str, given: Any, faults: list[FieldError]) -> dict[str, str]:
    if (
        not isinstance(given, dict)
        or len(given) > _MAX_ENTRIES
        or not all(_is_text(word) for pair in given.items() for word in pair)
    ):
        faults.append(FieldError(option, f"must be an object of at most {_MAX_ENTRIES} printable texts"))
        return {}
    return given


def _is_text(word: Any) -> bool:
    return isinstance(word, str) and 0 < len(word) <= _MAX_NAME and word.isprintable()
