"""What a caller may say about a file: checked as a whole, every fault named."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from ...errors import MOST_ERRORS, FieldError, Refused, nearest
from ...facts.order import OrderStatus
from ...facts.time import instant_ms, read_instant, zone_fault
from ..cells.dates import DateOrder
from ..cells.numbers import DecimalMark
from ..presets import NAMES
from .columns import field_named
from .fields import FIELDS

FULFILLED = "fulfilled"
CHOICES = {
    "preset": NAMES,
    "dates": tuple(DateOrder),
    "decimal": tuple(DecimalMark),
    "countPending": (FULFILLED,),
}
OPTIONS = ("fileName", "mapping", "statuses", "timezone", "exportedAt", "dryRun", *CHOICES)
_MAX_NAME = 200
_MAX_ENTRIES = 100


def read_options(body: Any) -> dict[str, Any]:
    """The options given, those of null left out. Raises `Refused` with every fault named."""
    if not isinstance(body, dict):
        raise Refused([FieldError("body", "must be a JSON object")])
    unknown = (name for name in body if name not in OPTIONS)
    faults = [FieldError(name, _unknown(name)) for name in islice(unknown, MOST_ERRORS)]
    given = {name: body[name] for name in OPTIONS if body.get(name) is not None}
    name = given.get("fileName")
    if not isinstance(name, str) or not 1 <= len(name) <= _MAX_NAME or not name.isprintable():
        faults.append(FieldError("fileName", f"is required: 1 to {_MAX_NAME} printable characters"))
    if fault := zone_fault(given.get("timezone", "UTC")):
        faults.append(FieldError("timezone", fault))
    if fault := _instant_fault(given.get("exportedAt")):
        faults.append(FieldError("exportedAt", fault))
    if not isinstance(given.get("dryRun", False), bool):
        faults.append(FieldError("dryRun", "must be true or false"))
    for option, known in CHOICES.items():
        if option in given and given[option] not in known:
            faults.append(FieldError(option, f"must be one of {_listed(known)}"))
    given["mapping"] = _mapping(given.get("mapping", {}), faults)
    given["statuses"] = _statuses(given.get("statuses", {}), faults)
    if faults:
        raise Refused(faults)
    return given


def _instant_fault(given: Any) -> str | None:
    try:
        if given is not None:
            instant_ms(read_instant(given), "UTC")
    except ValueError as fault:
        return str(fault)
    return None


def _unknown(name: str) -> str:
    near = nearest(name, OPTIONS)
    hint = f"did you mean {near}?" if near else f"known are {_listed(OPTIONS)}"
    return f"is not an option; {hint}"


def _mapping(given: Any, faults: list[FieldError]) -> dict[str, str]:
    mapping: dict[str, str] = {}
    for name, column in _texts("mapping", given, faults).items():
        field = field_named(name)
        if field is None:
            faults.append(FieldError(f"mapping.{name}", f"is not a field of an order; known are {_listed(FIELDS)}"))
        else:
            mapping[field] = column
    return mapping


def _statuses(given: Any, faults: list[FieldError]) -> dict[str, str]:
    statuses = _texts("statuses", given, faults, blank=True)
    for theirs, ours in statuses.items():
        if ours not in list(OrderStatus):
            faults.append(FieldError(f"statuses.{theirs}", f"must be one of {_listed(tuple(OrderStatus))}"))
    return statuses


def _texts(option: str, given: Any, faults: list[FieldError], *, blank: bool = False) -> dict[str, str]:
    """An object of texts. `blank`: one of its names may be empty."""
    if (
        not isinstance(given, dict)
        or len(given) > _MAX_ENTRIES
        or not all(_is_text(word) or (blank and word == "") for word in given)
        or not all(map(_is_text, given.values()))
    ):
        faults.append(FieldError(option, f"must be an object of at most {_MAX_ENTRIES} printable texts"))
        return {}
    return given


def _is_text(word: Any) -> bool:
    return isinstance(word, str) and 0 < len(word) <= _MAX_NAME and word.isprintable()


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words)
