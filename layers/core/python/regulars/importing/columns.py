"""Which columns hold which field: a preset's, ours, our aliases, and what the caller maps."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..errors import FileRefused
from .faults import shown
from .names import plain
from .presets import preset_names
from .presets.preset import Preset

ORDER_FIELDS = (
    "orderId", "customerId", "orderedAt", "status", "currency", "exchangeRate", "total", "refundedAmount",
    "reference", "channel", "version", "updatedAt",
)  # fmt: skip
CUSTOMER_FIELDS = (
    "customer.name", "customer.firstName", "customer.lastName", "customer.email", "customer.phone",
    "customer.company", "customer.accountName", "customer.accountCode",
)  # fmt: skip
LINE_FIELDS = ("productId", "productName", "category", "quantity", "unitPrice")
FIELDS = (*ORDER_FIELDS, *CUSTOMER_FIELDS, *LINE_FIELDS)
_NEEDED_OF_LINES = ("productId", "quantity", "unitPrice")
# What only exports say: no order keeps it; it decides the status, and whether the sums agree.
SUM_FIELDS = ("subtotal", "discount", "shipping", "taxes", "duties", "fees")
DETAIL_FIELDS = ("cancelledAt", "fulfillment", *SUM_FIELDS)
DATE_FIELDS = ("orderedAt", "updatedAt")
MONEY_FIELDS = ("total", "refundedAmount", *SUM_FIELDS, "unitPrice")
NUMBER_FIELDS = ("exchangeRate", *MONEY_FIELDS, "quantity")

# InvoiceNo ... UnitPrice, CustomerID are Online Retail's; Invoice and Price those of its second edition.
_ALIASES = {
    "orderId": ("InvoiceNo", "Invoice", "order number", "order no", "order"),
    "customerId": ("customer", "customer number", "customer no"),
    "orderedAt": ("InvoiceDate", "order date", "date"),
    "status": ("order status",),
    "total": ("order total",),
    "refundedAmount": ("refunded",),
    "productId": ("StockCode", "SKU"),
    "productName": ("Description",),
    "quantity": ("qty",),
    "unitPrice": ("price",),
}
# What a file of refused rows says about each of them; mended and uploaded again, it is no order's.
NOTES = ("_line", "_column", "_reason")


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
    return _OWN.get(plain(name))


def known_names(header: Sequence[str], mapped: Collection[str]) -> set[str]:
    """The columns that mean something to us."""
    known = _OWN.keys() | _OTHER.keys() | preset_names() | {plain(name) for name in mapped}
    return {name for name in header if plain(name) in known}


def recognise_columns(
    header: tuple[str, ...], mapping: Mapping[str, str], preset: Preset | None = None, *, line: int
) -> Columns:
    """The positions of every field. `mapping` (field to column) overrides what the names, or a preset, say.

    Raises `FileRefused` for a name that stands twice, a mapped column that is missing, and a field that is needed and
    has no column.
    """
    positions = _positions(header, line)
    at: dict[str, tuple[int, ...]] = {
        field: (_mapped(field, name, positions, header, line),) for field, name in mapping.items()
    }
    if preset is None:
        _add_known(at, positions, mapping, header, line)
        packed: tuple[int, ...] = ()
    else:
        at = _of_preset(preset, positions) | at
        packed = _numbered(preset.packed_lines, positions)
    if not at.keys() & set(_NEEDED_OF_LINES):
        # What a whole order is called, or of which kind it is, is said of no product.
        at = {field: found for field, found in at.items() if field not in LINE_FIELDS or field in mapping}
    _require(at, header, line, lines=bool(packed))
    refunds = positions.get(plain(preset.packed_refunds)) if preset and preset.packed_refunds else None
    grouped_at = _of_preset(preset, positions)[preset.grouped_by][0] if preset else at["orderId"][0]
    taken = {position for found in at.values() for position in found} | {*packed, refunds}
    ignored = tuple(name for position, name in enumerate(header) if position not in taken and name)
    return Columns(header, at, grouped_at, ignored, packed, refunds)


def _positions(header: Sequence[str], line: int) -> dict[str, int]:
    positions: dict[str, int] = {}
    for position, name in enumerate(header):
        if name and plain(name) in positions:
            raise FileRefused(f"Line {line}: the header names the column {name} twice.")
        positions[plain(name)] = position
    return positions


def _mapped(field: str, name: str, positions: Mapping[str, int], header: Sequence[str], line: int) -> int:
    if plain(name) not in positions:
        raise FileRefused(
            f"Line {line}: there is no column {name} to take {field} from; the header has {_listed(header)}."
        )
    return positions[plain(name)]


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


def _add_known(
    at: dict[str, tuple[int, ...]],
    positions: Mapping[str, int],
    mapping: Mapping[str, str],
    header: Sequence[str],
    line: int,
) -> None:
    for names in (_OWN, _OTHER):
        for name, position in positions.items():
            found = names.get(name)
            if found is None or found in mapping or at.get(found) == (position,):
                continue
            if found not in at:
                at[found] = (position,)
            elif names is _OTHER and plain(header[at[found][0]]) in _OTHER:
                raise FileRefused(
                    f"Line {line}: {header[at[found][0]]} and {header[position]} both look like {found}: "
                    f"choose one with --map {found}=Column."
                )


def _require(at: Collection[str], header: Sequence[str], line: int, *, lines: bool) -> None:
    missing = [field for field in ("orderId", "orderedAt") if field not in at]
    if not {"customerId", "customer.email", "customer.phone"}.intersection(at):
        missing.append("customerId")
    if not lines and ("total" not in at or set(LINE_FIELDS).intersection(at)):
        missing += [field for field in _NEEDED_OF_LINES if field not in at]
    if missing and not at:
        raise FileRefused(
            f"Line {line}: no name in it is that of a column we know: take away what stands above the header, or name "
            f"the columns with --map {missing[0]}=Column; it has {_listed(header)}."
        )
    if missing:
        named = " and ".join("customerId, email or phone" if field == "customerId" else field for field in missing)
        raise FileRefused(
            f"Line {line}: there is no column for {named}: name it with --map {missing[0]}=Column; "
            f"the header has {_listed(header)}."
        )


def _listed(header: Sequence[str]) -> str:
    return ", ".join(map(shown, header[:30])) + (" ..." if len(header) > 30 else "")


_OWN = {plain(field): field for field in FIELDS} | {
    plain(field.removeprefix("customer.")): field for field in CUSTOMER_FIELDS
}
_OTHER = {plain(alias): field for field, aliases in _ALIASES.items() for alias in aliases}
