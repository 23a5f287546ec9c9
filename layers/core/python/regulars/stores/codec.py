"""How facts lie in their row: compact, deterministic, and read back equal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from itertools import pairwise
from math import gcd
from typing import Any, NamedTuple

from ..facts.customer import SECTIONS, CustomerFacts, ProfileFacts, PurchaseFacts, TimelineEntry
from ..facts.product import ProductFacts
from .attention_codec import APART, LETTERS, LONG, decode_attention, encode_attention
from .compact import compact
from .limits import PROJECTED_TIMELINE_BYTES
from .varints import put_varint, varints

# `json.loads` without looking for blanks around: a list reads thousands of rows.
_raw_decode = json.JSONDecoder().raw_decode


class StoredSection(NamedTuple):
    """A section that is stored as JSON: under one letter, since a row pays for the name three times (two indexes).

    `fields` stand in the order in which they came to be.
    """

    letter: str
    fields: tuple[str, ...]


STORED_SECTIONS = {
    "purchases": StoredSection(
        "o",
        ("order_count", "spend_minor", "units_milli", "first_at_ms", "last_at_ms", "last_reference", "first_channel"),
    ),
    "profile": StoredSection("p", tuple(field.name for field in fields(ProfileFacts))),
}


def encode_facts(facts: CustomerFacts) -> tuple[str, str | None]:
    """Sections but for timeline, products and tags, each its version and its fields: one attribute parses faster than
    twenty. What is too long for an index stands in the second text, None where nothing is.

    Fields without a value at a section's end are left out, and so is what is known of somebody beside their orders
    where nothing is.
    """
    attention = encode_attention(facts)
    sections: dict[str, Any] = {
        stored.letter: [SECTIONS[name], *_fields(getattr(facts, name), stored.fields)]
        for name, stored in STORED_SECTIONS.items()
    }
    long = {letter: attention.pop(letter) for letter in LONG if letter in attention}
    apart = compact(long)
    if len(apart) <= PROJECTED_TIMELINE_BYTES:
        return compact({**sections, **attention, **long}), None
    return compact({**sections, **attention, APART: "".join(long)}), apart


def decode_facts(
    customer_id: str,
    stored: str | None,
    timeline: bytes | None = None,
    products: Mapping[str, ProductFacts] | None = None,
    *,
    apart: str | None = None,
    tags: tuple[str, ...] | None = (),
    heavy: bool = False,
) -> CustomerFacts:
    """The facts of a row; without `timeline` its purchases have an empty one (lists do not need it).

    `apart` is the second text of `encode_facts`: without it the sections that stand there are None.
    """
    if stored is None:
        return CustomerFacts(customer_id)
    sections, _ = _raw_decode(stored)
    if apart is not None:
        sections |= json.loads(apart)
    entries = decode_timeline(timeline) if timeline else ()
    count, spend, units, first, last, reference, channel = _known(STORED_SECTIONS["purchases"], sections)
    purchases = PurchaseFacts(count, spend, units, first, last, reference, entries, heavy, channel)
    profile = ProfileFacts(*_known(STORED_SECTIONS["profile"], sections))
    attention = decode_attention(sections) if len(sections) > len(STORED_SECTIONS) else {}
    return CustomerFacts(customer_id, True, purchases, profile, products, **attention, tags=tags)


def encode_tags(tags: Sequence[str]) -> str | None:
    """Names with their version; None where there are none."""
    return compact([SECTIONS["tags"], *tags]) if tags else None


def decode_tags(stored: str | None) -> tuple[str, ...]:
    return () if stored is None else tuple(json.loads(stored)[1:])


def outdated_sections(stored: str | None, apart: str | None = None) -> frozenset[str]:
    """The sections of what `encode_facts` gave that have another version than this code's; all of an emptied row's.

    Of one that is not there older code may have known nothing.
    """
    sections = {} if stored is None else json.loads(stored) | json.loads(apart or "{}")
    letters = {name: one.letter for name, one in STORED_SECTIONS.items()} | LETTERS
    return frozenset(name for name, letter in letters.items() if sections.get(letter, [None])[0] != SECTIONS[name])


def stored_profile(stored: str | None) -> list[str | int | None] | None:
    """The profile's section of what `encode_facts` gave; None of an emptied row."""
    letter = STORED_SECTIONS["profile"].letter
    section: list[str | int | None] | None = None if stored is None else json.loads(stored)[letter]
    return section


def _known(section: StoredSection, sections: Mapping[str, Sequence[Any]]) -> Sequence[Any]:
    """The fields of a section that this code knows: newer code may have stored more of them, and none without a value
    at its end."""
    width = len(section.fields)
    found = sections[section.letter][1 : 1 + width]
    return found if len(found) == width else [*found, *[None] * (width - len(found))]


def _fields(part: object, names: Sequence[str]) -> list[Any]:
    values = [getattr(part, name) for name in names]
    while values and values[-1] is None:
        values.pop()
    return values


def encode_timeline(timeline: Sequence[TimelineEntry]) -> bytes:
    """Delta-coded varints in the largest units that all values share: about 8 bytes an order."""
    if not timeline:
        return b""
    instants = [entry.at_ms for entry in timeline]
    deltas = [instants[0], *(later - earlier for earlier, later in pairwise(instants))]
    units = (
        gcd(*deltas) or 1,
        gcd(*(entry.spend_minor for entry in timeline)) or 1,
        gcd(*(entry.units_milli for entry in timeline)) or 1,
    )
    out = bytearray()
    for unit in units:
        put_varint(out, unit)
    for delta, entry in zip(deltas, timeline, strict=True):
        put_varint(out, delta // units[0])
        put_varint(out, entry.spend_minor // units[1])
        put_varint(out, entry.units_milli // units[2])
    return bytes(out)


def decode_timeline(stored: bytes) -> tuple[TimelineEntry, ...]:
    numbers = varints(stored)
    time_unit, spend_unit, units_unit = numbers[:3]
    entries = []
    at_ms = 0
    for index in range(3, len(numbers), 3):
        at_ms += numbers[index] * time_unit
        entries.append(TimelineEntry(at_ms, numbers[index + 1] * spend_unit, numbers[index + 2] * units_unit))
    return tuple(entries)
