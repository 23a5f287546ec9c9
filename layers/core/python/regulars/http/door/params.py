"""Query parameters: each is declared once, and read, refused and documented from its declaration."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any
from urllib.parse import parse_qsl

from ...dataclass import dataclass
from ...errors import MOST_ERRORS, FieldError, Forbidden, QueryRefused, the_nearest
from ...facts.ids import ID_PATTERN, MAX_ID, asked_id_fault, spaced
from ...facts.time import instant_ms
from ...stores.tenant.tenants import TenantRecord

# A source document's name for the token's tenant: accepted everywhere, must agree, may be left out.
TENANT_NAMES = frozenset({"tenantId", "userId", "venueId"})
# The same as parts of a path, where they must be there.
TENANT_IDS = frozenset({"venue_id"})
MAX_LIMIT = 1_000
_MOST_SPEND_DIGITS = 15
_MOST_NUMBER = 40
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+ -]\d\d:\d\d)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Param:
    """`parse` turns the text into the endpoint's value, or raises `ValueError` with the end of a sentence."""

    name: str
    parse: Callable[[str, TenantRecord], Any]
    schema: Mapping[str, Any]
    doc: str
    default: Any = None
    required: bool = False


def read_params(query_string: str, params: Sequence[Param], record: TenantRecord) -> dict[str, Any]:
    """Every declared parameter's value by name.

    Raises `QueryRefused` that names the first 200 faults, and `Forbidden` for another tenant's name.
    """
    given: dict[str, str] = {}
    faults: list[FieldError] = []
    for name, text in parse_qsl(query_string, keep_blank_values=True):
        if name in given:
            faults.append(FieldError(name, "is given more than once"))
        given[name] = text
    for name in TENANT_NAMES & given.keys():
        require_tenant(given.pop(name), record)
    known = {param.name: param for param in params}
    values = {param.name: param.default for param in params}
    for name, text in given.items():
        if len(faults) >= MOST_ERRORS:
            break
        if name not in known:
            faults.append(FieldError(name, _unknown(name, known)))
            continue
        try:
            values[name] = known[name].parse(text, record)
        except ValueError as fault:
            faults.append(FieldError(name, str(fault)))
    faults += [
        FieldError(param.name, "must be given") for param in params if param.required and param.name not in given
    ]
    if faults:
        raise QueryRefused(faults)
    return values


def without_tenant(ids: Mapping[str, str], record: TenantRecord) -> dict[str, str]:
    """The ids of a path but for its names of the token's tenant. Raises `Forbidden` for another tenant's name."""
    for name in TENANT_IDS & ids.keys():
        require_tenant(ids[name], record)
    return {name: text for name, text in ids.items() if name not in TENANT_IDS}


def without_tenant_names(
    given: Mapping[str, Any], record: TenantRecord, *, other_names: Set[str] = frozenset()
) -> dict[str, Any]:
    """A body's fields but for its names of the token's tenant. Raises `Forbidden` for another tenant's name."""
    names = TENANT_NAMES - other_names
    for name in names & given.keys():
        if given[name] is not None:
            require_tenant(given[name], record)
    return {name: value for name, value in given.items() if name not in names}


def require_tenant(given: object, record: TenantRecord) -> None:
    """Raises `Forbidden` where what was given for the token's tenant is not its id."""
    if given != record.tenant.id:
        raise Forbidden("The token belongs to another tenant.")


def _unknown(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    if not names:
        return "is not a parameter of this call; it has none"
    return f"is not a parameter of this call{the_nearest(name, names)} (all: {', '.join(names)})"


def integer(name: str, low: int, high: int, doc: str, default: int | None = None) -> Param:
    """A whole number within bounds, both inclusive."""

    def parse(text: str, _: TenantRecord) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high):
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(text)

    schema: dict[str, Any] = {"type": "integer", "minimum": low, "maximum": high}
    return Param(name, parse, schema if default is None else schema | {"default": default}, doc, default)


def spend(name: str, doc: str, *, rounding: str) -> Param:
    """An amount in major units as minor units; a bound between two minor units is moved to the one that it admits."""

    def parse(text: str, record: TenantRecord) -> int:
        if len(text) > _MOST_NUMBER or not _NUMBER.fullmatch(text):
            raise ValueError("must be a number such as 1250.50")
        amount = Decimal(text)
        if amount < 0:
            raise ValueError("must be 0 or more")
        if amount.adjusted() >= _MOST_SPEND_DIGITS:
            raise ValueError(f"must have at most {_MOST_SPEND_DIGITS} digits before the point")
        return int(amount.scaleb(record.tenant.exponent).to_integral_value(rounding=rounding))

    return Param(name, parse, {"type": "number", "minimum": 0}, doc)


def at_least_spend(name: str, doc: str) -> Param:
    return spend(name, doc, rounding=ROUND_CEILING)


def at_most_spend(name: str, doc: str) -> Param:
    return spend(name, doc, rounding=ROUND_FLOOR)


def decimal(name: str, doc: str, *, parts: int = 1) -> Param:
    """A number of 0 or more, in `parts` of one."""

    def parse(text: str, _: TenantRecord) -> float:
        if len(text) > _MOST_NUMBER or not _NUMBER.fullmatch(text):
            raise ValueError("must be a number such as 2.5")
        if text.startswith("-"):
            raise ValueError("must be 0 or more")
        return float(Decimal(text) * parts)

    return Param(name, parse, {"type": "number", "minimum": 0}, doc)


def several(name: str, allowed: Iterable[str | int], doc: str) -> Param:
    """Some of these words, numbers or of an enumeration's values, comma-separated, as a frozenset; empty where none is
    given."""
    members: dict[str, str | int] = {str(member): member for member in allowed}

    def parse(text: str, _: TenantRecord) -> frozenset[str | int]:
        words = text.split(",")
        wrong = [word for word in words if word not in members]
        if wrong:
            raise ValueError(f"has no value {wrong[0]!r}; allowed are {', '.join(members)}")
        return frozenset(members[word] for word in words)

    schema = {"type": "array", "items": {"type": "string", "enum": list(members)}}
    return Param(name, parse, schema, doc, frozenset())


def choice(name: str, allowed: Sequence[str], doc: str, default: str) -> Param:
    """One of some words."""

    def parse(text: str, _: TenantRecord) -> str:
        if text not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}")
        return text

    return Param(name, parse, {"type": "string", "enum": list(allowed), "default": default}, doc, default)


def flag(name: str, doc: str, default: bool | None = False) -> Param:
    """`true` or `false`; a filter has neither as its default, None."""

    def parse(text: str, _: TenantRecord) -> bool:
        if text not in ("true", "false"):
            raise ValueError("must be true or false")
        return text == "true"

    said = {} if default is None else {"default": default}
    return Param(name, parse, {"type": "boolean", **said}, doc, default)


def yes_or_no(name: str, doc: str) -> Param:
    """`true` or `false`; None where it is not given."""
    asked = flag(name, doc)
    return Param(name, asked.parse, {"type": "boolean"}, doc)


def instant(name: str, doc: str) -> Param:
    """RFC 3339 as milliseconds; a local time or a date alone (00:00) is taken in the tenant's zone."""

    def parse(text: str, record: TenantRecord) -> int:
        if not _INSTANT.fullmatch(text):
            raise ValueError("must be an instant such as 2025-10-15T08:30:00Z")
        try:
            # A plus sign that was not percent-encoded arrives as a space.
            moment = datetime.fromisoformat(text.replace(" ", "+"))
        except ValueError:
            raise ValueError("is no date or time that exists") from None
        return instant_ms(moment, record.settings.timezone)

    return Param(name, parse, {"type": "string", "pattern": f"^{_INSTANT.pattern}$"}, doc)


def label(name: str, doc: str) -> Param:
    """A name that somebody chose; its spaces are joined as those of what is stored."""

    def parse(text: str, _: TenantRecord) -> str:
        joined = " ".join(text.split())
        if not joined:
            raise ValueError("must not be empty")
        return joined

    return Param(name, parse, {"type": "string", "minLength": 1}, doc)


def identifier(name: str, doc: str, *, required: bool = False) -> Param:
    """An id that a caller has chosen."""

    def parse(text: str, _: TenantRecord) -> str:
        fault = asked_id_fault(spaced(text))
        if fault:
            raise ValueError(fault)
        return spaced(text)

    schema = {"type": "string", "minLength": 1, "maxLength": MAX_ID, "pattern": ID_PATTERN}
    return Param(name, parse, schema, doc, required=required)


def opaque(name: str, doc: str) -> Param:
    """Text that only its maker understands."""

    def parse(text: str, _: TenantRecord) -> str:
        if not text:
            raise ValueError("must not be empty")
        return text

    return Param(name, parse, {"type": "string", "minLength": 1}, doc)
