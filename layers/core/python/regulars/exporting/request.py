"""What an export was asked for, as its job keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any

from ..dataclass import dataclass
from ..lists.query import ListQuery, conditions
from ..lists.wanted import wanted
from ..segments.membership import Membership

TEXT, TAG = "q", "tag"
"""The filters of lists that are no field of the registry."""


class Format(StrEnum):
    """`csv` and `jsonl` are the shop's own records; the others are audiences for marketing."""

    CSV = "csv"
    JSONL = "jsonl"
    KLAVIYO = "klaviyo"
    META = "meta"
    MAILCHIMP = "mailchimp"


AUDIENCES = frozenset({Format.KLAVIYO, Format.META, Format.MAILCHIMP})
"""They leave out who does not want marketing, unless somebody asks for them."""


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """`filters` are texts as the list's parameters take them, `values` what those of the registry mean, in inner units.

    `fields` None: all of them. `as_of_ms` None: the instant at which it was asked for. All conditions must hold.
    """

    format: Format
    filters: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    segment_id: str | None = None
    fields: tuple[str, ...] | None = None
    as_of_ms: int | None = None
    include_opted_out: bool = False

    @property
    def tag(self) -> str | None:
        return self.filters.get(TAG)

    def query(self, segment: Membership | None) -> ListQuery:
        """The list that it is an export of, but for the tag."""
        text = self.filters.get(TEXT)
        return ListQuery(conditions(self.values), of_segment=segment, text=None if text is None else wanted(text))

    def as_json(self) -> dict[str, Any]:
        return {
            "format": self.format.value,
            "filters": dict(self.filters),
            "values": {name: _kept(value) for name, value in self.values.items()},
            "segment": self.segment_id,
            "fields": None if self.fields is None else list(self.fields),
            "asOf": self.as_of_ms,
            "includeOptedOut": self.include_opted_out,
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> ExportRequest:
        """What `as_json` gave."""
        return cls(
            format=Format(stored["format"]),
            filters=stored["filters"],
            values={name: _read(value) for name, value in stored["values"].items()},
            segment_id=stored["segment"],
            fields=None if stored["fields"] is None else tuple(stored["fields"]),
            as_of_ms=stored["asOf"],
            include_opted_out=stored["includeOptedOut"],
        )


def _kept(value: Any) -> Any:
    """Sets of words or numbers become lists; all else is JSON as it is."""
    return sorted(value) if isinstance(value, frozenset) else value


def _read(value: Any) -> Any:
    return frozenset(value) if isinstance(value, list) else value
