"""What is known of one shop system's export: data, read by the same code as every other file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ...dataclass import dataclass
from ...facts.order import OrderStatus


@dataclass(frozen=True, slots=True)
class Preset:
    """One kind of export, recognised by the names in its header.

    `name` is what a caller asks for, `title` what the report calls it. `marks`: a header that has all of them is this
    export's; of several presets the first one stands. `refusal` is the sentence for an export that cannot be taken.

    `columns` gives the columns of each field; the first that says something stands. `grouped_by` is the field whose
    column holds the rows of one order together. `statuses` are folded as `status.fold_status` does. `blanks` are texts
    that say nothing, by field. `unsigned` fields count whatever their sign. Lines named one of `tips` are no products.

    `footers` are the beginnings of rows that belong to no order, all cells of a row together. `summary_rows`: a row
    without a product says everything of its order and is no line; what further rows say of the order counts for less.
    `cancelled` are the folded words by which a column of `cancelledAt` cancels an order without a date; others do not.
    `refunds` are the folded texts of the field `event` that make a row a refund of its order.

    `adds_up`: the file gives no total: it is what lines, `addition` and `deduction` make. `may_lack_prices`: orders
    that do not count may have lines without a price. `shown_rates`: where `exchangeRate` is not 1, the currency is
    taken for one that was only shown to the customer, and the amounts for the shop's own.

    `packed_lines` is how the columns begin that hold a whole line each, as `name:Tea|sku:T1|quantity:2|total:9.00`;
    `packed_keys` gives the keys of each field in there, `amount` being the whole line's, of which the first that says
    something stands, and `packed_refunds` the column that holds all refunds so.

    `point_decimals`: the system itself writes decimal points and no thousands, so that `1.234` is no question.
    `continued`: all but the first row of an order leave the order's own columns blank. `refunded_in_part`: the shop
    also calls orders refunded of which only a part was paid back, so that the amount says how much; `refunded_in_full`:
    it calls so only what was paid back as a whole, whatever exchange rates have made of the amount.
    `discounted_subtotal`: the subtotal is what is left after the discount. `rounded_prices`: unit prices are rounded to
    the minor unit, so that a line may be off by half of one for each unit. Where not `proves_sums`, the file does not
    give all parts of a total. `utc`: instants without an offset are in UTC. `nobody` is what to do about an export that
    has no column of customers.
    """

    name: str
    title: str
    marks: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    refusal: str | None = None
    grouped_by: str = "orderId"
    statuses: Mapping[str, OrderStatus] = field(default_factory=dict)
    blanks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unsigned: frozenset[str] = frozenset()
    tips: frozenset[str] = frozenset()
    footers: tuple[str, ...] = ()
    summary_rows: bool = False
    cancelled: frozenset[str] = frozenset()
    refunds: frozenset[str] = frozenset()
    adds_up: bool = False
    may_lack_prices: bool = False
    shown_rates: bool = False
    packed_lines: str = ""
    packed_keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    packed_refunds: str = ""
    point_decimals: bool = True
    continued: bool = False
    refunded_in_part: bool = False
    refunded_in_full: bool = False
    discounted_subtotal: bool = False
    rounded_prices: bool = False
    proves_sums: bool = True
    utc: bool = False
    nobody: str = ""
