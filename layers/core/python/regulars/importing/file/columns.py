"""Which columns hold which field: a preset's, ours, our aliases, and what the caller maps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ...dataclass import dataclass
from ...errors import FileRefused
from ..presets import preset_names
from ..presets.preset import Preset
from .fields import ALIASES, CUSTOMER_FIELDS, FIELDS, LINE_FIELDS, NEEDED_OF_LINES, STATE_FIELDS, SUM_FIELDS, WHO
from .mapped import listed, names_in, positions_mapped
from .names import plain


@dataclass(frozen=True, slots=True)
class Columns:
    """`at` gives each field's positions in the header: the first that says something stands.

    `packed` are the positions of columns that hold a whole line each, `packed_refunds` that of all refunds.
    `grouped_at` is the column that holds the rows of one order together; `ignored` are those that no field takes.
    """

    header: tuple[str, ...]
    at: Mapping[str, tuple[int, ...]]
    grouped_at: int
    ignored: tuple[str, ...] = ()
    packed: tuple[int, ...] = ()
    packed_refunds: int | None = None

    def name(self, field: str) -> str:
        """The first column that holds a field; the field's own name where none does."""
        positions = self.at.get(field)
        return self.header[positions[0]] if positions else field

    def as_json(self) -> dict[str, Any]:
        """All but the header, for a manifest."""
        return {name: value for name, value in asdict(self).items() if name != "header"}

    @classmethod
    def of(cls, header: tuple[str, ...], stored: Mapping[str, Any]) -> Columns:
        """What `as_json` gave."""
        return cls(
            header,
            {field: tuple(positions) for field, positions in stored["at"].items()},
            stored["grouped_at"],
            tuple(stored["ignored"]),
            tuple(stored["packed"]),
            stored["packed_refunds"],
        )

    @property
    def has_lines(self) -> bool:
        """Whether a row is one line of an order; else it is a whole order."""
        return "productId" in self.at


def field_named(name: str) -> str | None:
    """The field that a caller names in a mapping: `orderId`, `order_id`, `email`, `customer.email`."""
    return _MAPPABLE.get(plain(name))


def known_names(header: Sequence[str], mapped: Collection[str]) -> set[str]:
    """The columns that mean something to us, `mapped` being what the caller maps fields to."""
    known = _OWN.keys() | _OTHER.keys() | preset_names() | names_in(mapped)
    return {name for name in header if plain(name) in known}


def recognise_columns(
    header: tuple[str, ...], mapping: Mapping[str, str], preset: Preset | None = None, *, line: int
) -> Columns:
    """The positions of every field. `mapping` (field to columns) overrides what the names, or a preset, say.

    Raises `FileRefused` for a needed name that stands twice, a mapped column that is missing, and a field that is
    needed and has no column.
    """
    positions = _positions(header)
    mapped = positions_mapped(mapping, positions, header, line)
    if preset is None:
        at = _known(mapped, positions, header, line)
        packed: tuple[int, ...] = ()
    else:
        at = _of_preset(preset, positions) | mapped
        packed = _numbered(preset.packed_lines, positions)
    at = _one_price({field: found for field, found in at.items() if found}, mapping, header)
    if not at.keys() & {*NEEDED_OF_LINES, "lineTotal"}:
        # What a whole order is called, or of which kind it is, is said of no product.
        at = {field: found for field, found in at.items() if field not in LINE_FIELDS or field in mapping}
    if preset is None and "productId" not in at:
        at = {field: found for field, found in at.items() if field not in SUM_FIELDS or field in mapping}
    _refuse_repeated(at, packed, header, line)
    if preset and preset.nobody and not at.keys() & WHO:
        raise FileRefused(f"Line {line}: this {preset.title} does not say whose an order is: {preset.nobody}.")
    _require(at, header, line, lines=bool(packed))
    refunds = positions.get(plain(preset.packed_refunds)) if preset and preset.packed_refunds else None
    grouped_at = _of_preset(preset, positions)[preset.grouped_by][0] if preset else at["orderId"][0]
    taken = {position for found in at.values() for position in found} | {*packed, refunds}
    ignored = tuple(name for position, name in enumerate(header) if position not in taken and name)
    return Columns(header, at, grouped_at, ignored, packed, refunds)


def _positions(header: Sequence[str]) -> dict[str, int]:
    """Where each name stands; of one that is repeated, where it stands first."""
    positions: dict[str, int] = {}
    for position, name in enumerate(header):
        positions.setdefault(plain(name), position)
    return positions


def _refuse_repeated(at: Mapping[str, Sequence[int]], packed: Sequence[int], header: Sequence[str], line: int) -> None:
    """A name that stands twice is refused only where somebody needs it: nobody could tell which column is meant."""
    seen = Counter(plain(name) for name in header)
    for position in packed:
        if seen[plain(header[position])] > 1:
            raise FileRefused(f"Line {line}: the header names the column {header[position]} twice: rename one of them.")
    for field, found in at.items():
        for position in found:
            if seen[plain(header[position])] > 1:
                raise FileRefused(
                    f"Line {line}: the header names the column {header[position]} twice, and {field} would be taken "
                    f"from it: rename one of them, or take {field} from no column with --map {field}=-."
                )


def _of_preset(preset: Preset, positions: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    at = {}
    for field, names in preset.columns.items():
        found = tuple(dict.fromkeys(positions[plain(name)] for name in names if plain(name) in positions))
        if found:
            at[field] = found
    return at


def _numbered(beginning: str, positions: Mapping[str, int]) -> tuple[int, ...]:
    """The columns that begin so and go on with a number, in the order of their numbers."""
    start = plain(beginning)
    rests = {name.removeprefix(start): position for name, position in positions.items() if name.startswith(start)}
    found = {int(rest): position for rest, position in rests.items() if start and rest.isascii() and rest.isdigit()}
    return tuple(found[number] for number in sorted(found))


def _known(
    mapped: Mapping[str, tuple[int, ...]], positions: Mapping[str, int], header: Sequence[str], line: int
) -> dict[str, tuple[int, ...]]:
    """The mapped fields, and those that our own names and their aliases say."""
    at = dict(mapped)
    seen = Counter(plain(name) for name in header)
    for names in (_OWN, _OTHER):
        for name, position in positions.items():
            found = names.get(name)
            if found is None or found in mapped or at.get(found) == (position,):
                continue
            if found in SUM_FIELDS and seen[name] > 1:
                continue  # nobody needs it
            if found not in at:
                at[found] = (position,)
            elif names is _OTHER and plain(header[at[found][0]]) in _OTHER:
                raise FileRefused(
                    f"Line {line}: {header[at[found][0]]} and {header[position]} both look like {found}: "
                    f"choose one with --map {found}=Column."
                )
    return at


def _one_price(
    at: dict[str, tuple[int, ...]], mapping: Collection[str], header: Sequence[str]
) -> dict[str, tuple[int, ...]]:
    """Of a unit's price and a line's total the mapped one stands alone.

    A column that is only called like a line's total, as sums of orders are too, stands aside for a unit's price.
    """
    if not {"unitPrice", "lineTotal"} <= at.keys():
        return at
    chosen = {"unitPrice", "lineTotal"}.intersection(mapping)
    if not chosen and plain(header[at["lineTotal"][0]]) in _OTHER:
        chosen = {"unitPrice"}
    if len(chosen) != 1:
        return at
    return {field: found for field, found in at.items() if field not in ("unitPrice", "lineTotal") or field in chosen}


def _require(at: Collection[str], header: Sequence[str], line: int, *, lines: bool) -> None:
    missing = [field for field in ("orderId", "orderedAt") if field not in at]
    if not WHO.intersection(at):
        missing.append("customerId")
    if not lines and ("total" not in at or set(LINE_FIELDS).intersection(at)):
        priced = "lineTotal" in at
        missing += [field for field in NEEDED_OF_LINES if field not in at and not (field == "unitPrice" and priced)]
    if missing and not at:
        raise FileRefused(
            f"Line {line}: no name in it is that of a column we know: take away what stands above the header, or name "
            f"the columns with --map {missing[0]}=Column; it has {listed(header)}."
        )
    if missing:
        named = " and ".join("customerId, email or phone" if field == "customerId" else field for field in missing)
        each = " ".join(f"--map {field}=Column" for field in missing)
        raise FileRefused(
            f"Line {line}: there is no column for {named}: name {'it' if len(missing) == 1 else 'each'} with {each}"
            f"{_total_alone(at, missing)}; the header has {listed(header)}."
        )


def _total_alone(at: Collection[str], missing: Sequence[str]) -> str:
    """That a file whose rows are whole orders needs nothing of lines but their total."""
    if not set(NEEDED_OF_LINES).intersection(missing):
        return ""
    lines = [field for field in LINE_FIELDS if field in at]
    total = [] if "total" in at else ["--map total=Column"]
    without = " ".join([*total, *(f"--map {field}=-" for field in lines)])
    return f", or, where a row is a whole order, its total alone with {without}"


_MAPPABLE = {plain(field): field for field in FIELDS} | {
    plain(field.removeprefix("customer.")): field for field in CUSTOMER_FIELDS
}
# What decides a status is taken only from a column that the caller names.
_OWN = {name: field for name, field in _MAPPABLE.items() if field not in STATE_FIELDS}
_OTHER = {plain(alias): field for field, aliases in ALIASES.items() for alias in aliases}
