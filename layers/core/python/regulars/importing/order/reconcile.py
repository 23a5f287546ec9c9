"""Whether an order's own sums agree: a proof to the cent that its rows were understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal

from ...dataclass import dataclass
from ...facts.money import line_amount, to_decimal, to_minor
from ...facts.order import Order

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Sums:
    """What an export says about the money of one order, in its own currency.

    `said` holds the columns that say something of `subtotal, discount, shipping, taxes, duties, fees, total`; `tips`
    are lines that are no products: tips, discounts. `over_refunded` is a refund of more than the total. Where
    not `proves`, the export does not give all parts of the total. `verdict` is what was found already.
    """

    said: Mapping[str, Decimal] = field(default_factory=dict)
    tips: Decimal = _ZERO
    discounted_subtotal: bool = False
    rounded_prices: bool = False
    over_refunded: Decimal = _ZERO
    proves: bool = True
    verdict: str | None = None


def disagreement(order: Order, sums: Sums, exponent: int) -> str | None:
    """Where the sums do not agree, the sentence that says so; empty where they do; None where there is nothing to say.

    Lines (less the discount, where the export's subtotal is after it) make the subtotal. With shipping, duties, fees
    and tips, and with the taxes where prices do not hold them, that makes the total. Each line is rounded half up to
    the minor unit; where the export has rounded unit prices, each unit may be off by half of one.
    """
    if sums.verdict is not None:
        return sums.verdict
    said = {name: to_minor(amount, exponent) for name, amount in sums.said.items()}
    total = said.get("total")
    if total is not None and sums.over_refunded:
        refunded = _text(to_minor(sums.over_refunded, exponent), exponent)
        return f"{refunded} are refunded of a total of {_text(total, exponent)}: it is taken as refunded whole"
    if total is None or not sums.proves or not (order.lines or "subtotal" in said):
        return None
    lines = sum(line_amount(line.quantity_milli, line.unit_price, exponent) for line in order.lines)
    off = (order.units_milli // 1_000 + 1) // 2 if sums.rounded_prices else 0
    discount = said.get("discount", 0)
    shipping = said.get("shipping", 0)
    if sums.discounted_subtotal and order.lines and "subtotal" in said:
        shipping, discount = _discounted(shipping, discount, off_lines=lines - said["subtotal"])
    if order.lines and "subtotal" in said:
        made = lines - discount if sums.discounted_subtotal else lines
        if abs(made - said["subtotal"]) > off:
            less = f" less {_text(discount, exponent)} of discount" if sums.discounted_subtotal and discount else ""
            subtotal = _text(said["subtotal"], exponent)
            return f"lines of {_text(lines, exponent)}{less} do not make the subtotal of {subtotal}"
    net = said.get("subtotal", lines)
    if not (sums.discounted_subtotal and "subtotal" in said):
        net -= discount
    more = [shipping, said.get("duties", 0), said.get("fees", 0), to_minor(sums.tips, exponent)]
    before_taxes = net + sum(more)
    if min(abs(total - before_taxes), abs(total - before_taxes - said.get("taxes", 0))) <= off:
        return ""
    if "subtotal" in said and "shipping" not in said and total > before_taxes:
        # The lines make the subtotal, and nothing says what shipping was: people cut such columns.
        return None
    taxes = f", with taxes {_text(before_taxes + said['taxes'], exponent)}" if said.get("taxes") else ""
    return f"the parts make {_text(before_taxes, exponent)}{taxes}, not the total of {_text(total, exponent)}"


def _discounted(shipping: int, discount: int, *, off_lines: int) -> tuple[int, int]:
    """Shipping after its own discount, and the discount that is left for the lines, of which so much was taken off.

    Shops give shipping away, and put that into the one discount of the order.
    """
    if 0 < shipping <= discount and off_lines == discount - shipping:
        return 0, discount - shipping
    return (shipping - discount, 0) if off_lines == 0 and discount <= shipping else (shipping, discount)


def _text(amount_minor: int, exponent: int) -> str:
    return str(to_decimal(amount_minor, exponent))
