"""Which column holds which field: ours, our aliases, and what the caller maps."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ..errors import FileRefused

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
_IGNORED_IN_NAMES = str.maketrans("", "", " _-.'’\ufeff")


@dataclass(frozen=True, slots=True)
class Columns:
    """`at` gives each field's position in the header; `ignored` are the columns that no field takes."""

    header: tuple[str, ...]
    at: Mapping[str, int]
    ignored: tuple[str, ...]

    def name(self, field: str) -> str:
        """The column that holds a field; the field's own name where none does."""
        position = self.at.get(field)
        return field if position is None else self.header[position]

    @property
    def has_lines(self) -> bool:
        """Whether a row is one line of an order; else it is a whole order."""
        return "productId" in self.at


def field_named(name: str) -> str | None:
    """The field that a caller names in a mapping: `orderId`, `order_id`, `email`, `customer.email`."""
    return _OWN.get(_plain(name))


def known_names(header: Sequence[str], mapped: Collection[str]) -> set[str]:
    """The columns that mean something to us."""
    wanted = {_plain(name) for name in mapped}
    return {name for name in header if (plain := _plain(name)) in _OWN or plain in _OTHER or plain in wanted}


def recognise_columns(header: tuple[str, ...], mapping: Mapping[str, str], *, line: int) -> Columns:
    """The position of every field. `mapping` (field to column) overrides what the names say.

    Raises `FileRefused` for a name that stands twice, a mapped column that is missing, and a field that is needed and
    has no column.
    """
    positions: dict[str, int] = {}
    for position, name in enumerate(header):
        if name and _plain(name) in positions:
            raise FileRefused(f"Line {line}: the header names the column {name} twice.")
        positions[_plain(name)] = position
    at: dict[str, int] = {}
    for field, name in mapping.items():
        if _plain(name) not in positions:
            raise FileRefused(
                f"Line {line}: there is no column {name} to take {field} from; the header has {_listed(header)}."
            )
        at[field] = positions[_plain(name)]
    for names in (_OWN, _OTHER):
        for plain, position in positions.items():
            found = names.get(plain)
            if found is None or found in mapping or at.get(found) == position:
                continue
            if found not in at:
                at[found] = position
            elif names is _OTHER and _plain(header[at[found]]) in _OTHER:
                raise FileRefused(
                    f"Line {line}: {header[at[found]]} and {header[position]} both look like {found}: "
                    f"choose one with --map {found}=Column."
                )
    _require(at, header, line)
    taken = set(at.values())
    ignored = tuple(name for position, name in enumerate(header) if position not in taken and name)
    return Columns(header, at, ignored)


def _require(at: Mapping[str, int], header: Sequence[str], line: int) -> None:
    missing = [field for field in ("orderId", "orderedAt") if field not in at]
    if not at.keys() & {"customerId", "customer.email", "customer.phone"}:
        missing.append("customerId")
    if "total" not in at or at.keys() & {"productId", "quantity", "unitPrice"}:
        missing += [field for field in ("productId", "quantity", "unitPrice") if field not in at]
    if missing:
        raise FileRefused(
            f"Line {line}: there is no column for {' and '.join(missing)}: name it with "
            f"--map {missing[0]}=Column; the header has {_listed(header)}."
        )


def _listed(header: Sequence[str]) -> str:
    return ", ".join(header[:30]) + (" ..." if len(header) > 30 else "")


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().translate(_IGNORED_IN_NAMES)


_OWN = {_plain(field): field for field in FIELDS} | {
    _plain(field.removeprefix("customer.")): field for field in CUSTOMER_FIELDS
}
_OTHER = {_plain(alias): field for field, aliases in _ALIASES.items() for alias in aliases}
