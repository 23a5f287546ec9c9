"""The body of a request for an export: filters are read as the list's parameters are."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ...errors import FieldError, QueryRefused, nearest, the_nearest
from ...exporting.request import TAG, ExportRequest, Format
from ...lists.query import FILTERS
from ...people.columns import checked
from ..customers.filters import PARAMS
from ..door.bodies import moment, or_default, read_body, required_text, yes_or_no
from ..door.call import Call
from ..door.params import Param, label
from ..search.text import search_text

FILTER_PARAMS: Mapping[str, Param] = {
    param.name: param for param in (*PARAMS, search_text(required=False), label(TAG, "Only who has this tag."))
}


def read_request(call: Call) -> ExportRequest:
    """Raises `QueryRefused` that names each fault by its path."""
    values = read_body(
        call,
        {"format": _format},
        optional={
            "filters": or_default(_object, {}),
            "segment": or_default(required_text),
            "fields": or_default(_names),
            "asOf": or_default(moment(call.settings.timezone, call.now_ms)),
            "includeOptedOut": or_default(yes_or_no, False),
        },
    )
    texts, inner = _filters(values.get("filters", {}), call)
    fields = values.get("fields")
    return ExportRequest(
        format=values["format"],
        filters=texts,
        values={name: value for name, value in inner.items() if name in FILTERS},
        segment_id=values.get("segment"),
        fields=None if fields is None else checked(fields),
        as_of_ms=values.get("asOf"),
        include_opted_out=values.get("includeOptedOut", False),
    )


def _filters(given: Mapping[str, Any], call: Call) -> tuple[dict[str, str], dict[str, Any]]:
    """What was given as text, and what it means. Null does not filter."""
    texts: dict[str, str] = {}
    values: dict[str, Any] = {}
    faults: list[FieldError] = []
    for name, value in given.items():
        path = f"filters.{name}"
        if name not in FILTER_PARAMS:
            faults.append(FieldError(path, _unknown(name)))
        elif value is not None:
            try:
                text = _text(value)
                values[name] = FILTER_PARAMS[name].parse(text, call.record)
                texts[name] = values[name] if isinstance(values[name], str) else text
            except ValueError as fault:
                faults.append(FieldError(path, str(fault)))
    if faults:
        raise QueryRefused(faults)
    return texts, values


def _text(value: Any) -> str:
    """A value as a query string would have it: several with commas between them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, (int, str)):
        return str(value)
    if isinstance(value, list) and value and not any(isinstance(one, (list, dict)) for one in value):
        return ",".join(_text(one) for one in value)
    raise ValueError("must be a text, a number, true or false, or a list of those")


def _unknown(name: str) -> str:
    if name == "customSegment":
        return "is no filter of an export: name an own segment as segment, beside filters"
    return f"is no filter of lists{the_nearest(name, FILTER_PARAMS)} (all: {', '.join(sorted(FILTER_PARAMS))})"


def _format(value: Any) -> Format:
    if not isinstance(value, str) or value not in list(Format):
        near = nearest(value, Format) if isinstance(value, str) else None
        hint = f"; did you mean {near}?" if near else ""
        raise ValueError(f"must be one of {', '.join(Format)}{hint}")
    return Format(value)


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("must be an object of the list's parameters")
    return value


def _names(value: Any) -> list[str]:
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        raise ValueError("must be a list of names of fields")
    return value
