"""How orders, facts and settings lie in their items: compact, deterministic, and read back equal."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from math import gcd
from typing import Any, NamedTuple, TypeVar

from ..facts.customer import SECTIONS, CustomerFacts, ProfileFacts, PurchaseFacts, TimelineEntry
from ..facts.order import MESSAGE_BYTES, Contact, OrderLine, Original
from ..facts.product import ProductFacts
from ..scoring.settings import Settings
from .attention_codec import APART, LETTERS, LONG, decode_attention, encode_attention
from .limits import PROJECTED_TIMELINE_BYTES
from .varints import put_varint, varints

_CONTACT = tuple(field.name for field in fields(Contact))
# A shop has few prices, and reading one costs as much as the rest of its line.
_price = lru_cache(maxsize=4096)(Decimal)
D = TypeVar("D")


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


def encode_lines(lines: Sequence[OrderLine]) -> bytes:
    """All lines of an order as compressed JSON arrays."""
    rows = [
        [
            line.product_id,
            line.quantity_milli,
            str(line.unit_price),
            line.amount_minor,
            line.product_name,
            line.category,
        ]
        for line in lines
    ]
    return zlib.compress(_json(rows).encode())


def decode_lines(stored: bytes) -> tuple[OrderLine, ...]:
    rows = json.loads(zlib.decompress(stored))
    return tuple(
        [OrderLine(id_, units, _price(price), amount, name, kind) for id_, units, price, amount, name, kind in rows]
    )


def encode_messages(messages: Sequence[bytes]) -> bytes:
    """Digests of 12 bytes, one after the other."""
    return b"".join(messages)


def decode_messages(stored: bytes) -> tuple[bytes, ...]:
    return tuple(stored[start : start + MESSAGE_BYTES] for start in range(0, len(stored), MESSAGE_BYTES))


def encode_contact(contact: Contact | None) -> str | None:
    if contact is None:
        return None
    return _json({name: value for name in _CONTACT if (value := getattr(contact, name)) is not None})


def decode_contact(stored: str | None) -> Contact | None:
    return None if stored is None else Contact(**json.loads(stored))


def encode_original(original: Original | None) -> str | None:
    if original is None:
        return None
    return _json(
        {
            name: str(value) if isinstance(value, Decimal) else value
            for name, value in asdict(original).items()
            if value is not None
        }
    )


def decode_original(stored: str | None) -> Original | None:
    if stored is None:
        return None
    values = json.loads(stored)
    for name in ("exchange_rate", "total", "refunded"):
        if name in values:
            values[name] = Decimal(values[name])
    return Original(**values)


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
    apart = _json(long)
    if len(apart) <= PROJECTED_TIMELINE_BYTES:
        return _json({**sections, **attention, **long}), None
    return _json({**sections, **attention, APART: "".join(long)}), apart


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
    sections = json.loads(stored)
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
    return _json([SECTIONS["tags"], *tags]) if tags else None


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


def encode_settings(settings: Settings) -> dict[str, Any]:
    """All but what tells of programs, which are stored by themselves."""
    stored = asdict(replace(settings, tier_moves=None))
    del stored["tier_moves"]
    return stored


def decode_settings(stored: Mapping[str, Any], exponent: int) -> Settings:
    """What `encode_settings` gave; a key that did not exist then has its default at `exponent` decimals of money."""
    return _with(Settings.defaults(exponent), stored)


def _with(defaults: D, stored: Mapping[str, Any]) -> D:
    """The defaults with what is stored in their place."""
    values: dict[str, Any] = {}
    for one in fields(defaults):  # type: ignore[arg-type]
        if one.name in stored:
            value, default = stored[one.name], getattr(defaults, one.name)
            if is_dataclass(default):
                values[one.name] = _with(default, value)
            else:
                values[one.name] = _tuples(value)
    return replace(defaults, **values)  # type: ignore[type-var]


def _tuples(value: Any) -> Any:
    """JSON makes lists of tuples: tuples again."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
