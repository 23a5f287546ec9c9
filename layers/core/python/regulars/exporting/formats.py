"""The formats of exports: how customers become the lines of a file, one after the other."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..dataclass import dataclass
from ..facts.money import decimal_text
from ..people.columns import BY_NAME, WHO, Column, cell, columns, defused
from ..people.customer import Customer
from .request import Format

# A bulk import of profiles takes 10 000 of them and 5 MB: developers.klaviyo.com, Bulk Import Profiles API.
_MOST_PROFILES = 10_000
_MOST_BATCH_BYTES = 4_500_000
# Where null does not clear a property, a word has to.
_NONE = "none"
_PREFIX = "regulars_"
_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_BETWEEN_DIGITS = re.compile(r"[\s()./-]")


@dataclass(frozen=True, slots=True)
class Layout:
    """What lines are made by: the fields that were asked for (None: all), the decimals of money, and the name of the
    own segment that is exported."""

    fields: tuple[str, ...] | None
    exponent: int
    segment: str | None = None


@dataclass(frozen=True, slots=True)
class FileFormat:
    """`header` begins the file, `lines` are drawn as far as they are needed. `takes_fields`: its columns may be chosen;
    `all_fields`: where they are not, they are all fields."""

    extension: str
    content_type: str
    header: Callable[[Layout], bytes]
    lines: Callable[[Iterable[Customer], Layout], Iterator[bytes]]
    takes_fields: bool = True
    all_fields: bool = True

    def read_fields(self, layout: Layout) -> frozenset[str]:
        """The names of the fields that the file shows."""
        return frozenset(layout.fields if layout.fields is not None else BY_NAME if self.all_fields else ())


def _csv_header(layout: Layout) -> bytes:
    # With a BOM: without it, what most people open such files with takes UTF-8 for its own encoding.
    return b"\xef\xbb\xbf" + _row([column.name for column in columns(layout.fields)])


def _csv_lines(customers: Iterable[Customer], layout: Layout) -> Iterator[bytes]:
    shown = columns(layout.fields)
    for customer in customers:
        yield _row([cell(column, customer, layout.exponent) for column in shown])


def _json_lines(customers: Iterable[Customer], layout: Layout) -> Iterator[bytes]:
    shown = columns(layout.fields)
    for customer in customers:
        yield _json(_values(shown, customer, layout.exponent)) + b"\n"


def _klaviyo_lines(customers: Iterable[Customer], layout: Layout) -> Iterator[bytes]:
    """Each line is the body of one bulk import."""
    shown = [column for column in columns(layout.fields) if column.name not in WHO]
    batch: list[bytes] = []
    size = 0
    for customer in customers:
        profile = _json(_profile(customer, shown, layout.exponent))
        if batch and (len(batch) == _MOST_PROFILES or size + len(profile) > _MOST_BATCH_BYTES):
            yield _bulk_import(batch)
            batch, size = [], 0
        batch.append(profile)
        size += len(profile) + 1
    if batch:
        yield _bulk_import(batch)


def _bulk_import(profiles: Sequence[bytes]) -> bytes:
    before, after = _json(
        {"data": {"type": "profile-bulk-import-job", "attributes": {"profiles": {"data": ["?"]}}}}
    ).split(b'"?"')
    return before + b",".join(profiles) + after + b"\n"


def _profile(customer: Customer, shown: Iterable[Column], exponent: int) -> dict[str, Any]:
    """What is not known of a person is left out; of a property it is said, so that an older value does not stay."""
    known = customer.facts.profile
    who = {
        "external_id": customer.facts.customer_id,
        "email": _address(customer),
        "phone_number": _e164(known.phone),
        "first_name": known.first_name,
        "last_name": known.last_name,
        "organization": known.company,
    }
    properties = {
        _PREFIX + name: _NONE if value is None else value for name, value in _values(shown, customer, exponent).items()
    }
    given = {name: value for name, value in who.items() if value}
    return {"type": "profile", "attributes": {**given, "properties": properties}}


def _e164(phone: str | None) -> str | None:
    """The number as such an import takes it; None where its country is not in it."""
    digits = _BETWEEN_DIGITS.sub("", phone or "")
    return digits if _E164.fullmatch(digits) else None


def _meta_lines(customers: Iterable[Customer], layout: Layout) -> Iterator[bytes]:
    for customer in customers:
        hashed = hashlib.sha256(_address(customer).lower().encode()).hexdigest()
        yield _row([hashed, decimal_text(customer.facts.purchases.spend_minor, layout.exponent)])


def _mailchimp_columns(layout: Layout) -> tuple[Column, ...]:
    return columns(layout.fields or ())


def _mailchimp_header(layout: Layout) -> bytes:
    more = [column.name for column in _mailchimp_columns(layout)]
    return _row(["Email Address", "First Name", "Last Name", "Tags", *more])


def _mailchimp_lines(customers: Iterable[Customer], layout: Layout) -> Iterator[bytes]:
    [segment] = columns(["segment"])
    more = _mailchimp_columns(layout)
    for customer in customers:
        facts = customer.facts
        tags = [*(facts.tags or ()), segment.value(customer, layout.exponent), layout.segment]
        written = ",".join(_tag(tag) for tag in dict.fromkeys(tags) if tag)
        who = (_address(customer), facts.profile.first_name, facts.profile.last_name, written)
        yield _row([*(defused(text or "") for text in who), *(cell(one, customer, layout.exponent) for one in more)])


def _address(customer: Customer) -> str:
    """The e-mail without spaces around it; empty where there is none."""
    return (customer.facts.profile.email or "").strip()


def _tag(tag: str) -> str:
    """Commas part tags: one that holds a comma stands in quotes."""
    plain = str(tag).replace('"', "'")
    return f'"{plain}"' if "," in plain else plain


def _values(shown: Iterable[Column], customer: Customer, exponent: int) -> dict[str, Any]:
    return {column.name: column.value(customer, exponent) for column in shown}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _row(cells: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode()


def _nothing(layout: Layout) -> bytes:
    return b""


_CSV, _JSONL = "text/csv; charset=utf-8", "application/x-ndjson"

FORMATS: Mapping[Format, FileFormat] = {
    Format.CSV: FileFormat("csv", _CSV, _csv_header, _csv_lines),
    Format.JSONL: FileFormat("jsonl", _JSONL, _nothing, _json_lines),
    Format.KLAVIYO: FileFormat("jsonl", _JSONL, _nothing, _klaviyo_lines),
    Format.META: FileFormat(
        "csv", _CSV, lambda layout: _row(["email", "value"]), _meta_lines, takes_fields=False, all_fields=False
    ),
    Format.MAILCHIMP: FileFormat("csv", _CSV, _mailchimp_header, _mailchimp_lines, all_fields=False),
}
