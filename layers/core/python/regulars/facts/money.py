"""Money is `int` minor units of the tenant's one currency; quantities are thousandths. Decimals live at the edges."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

# Wide enough for 10^15 minor units times 10^9 quantities and 8 decimals of an exchange rate, exactly.
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
# The same for a number that a caller wrote: 24 digits and decimals beyond counting.
_WIDE = Context(prec=1_000, rounding=ROUND_HALF_UP)
_ONE = Decimal(1)
MAX_MINOR = 10**15
# What an amount, a unit price or a quantity may have; programs that reckon in floats write more.
MOST_DECIMALS = 6


def without_noise(number: Decimal, most_decimals: int = MOST_DECIMALS) -> Decimal:
    """A finite number with at most `decimals` decimals, rounded half up where it has more; zero has no minus.

    `19.989999999999998` is what a program makes of 19.99 that reckons in floats: `Decimal("19.990000")`.
    """
    if not number:
        return abs(number)
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    if exponent >= -most_decimals:
        return number
    rounded = number.quantize(Decimal(1).scaleb(-most_decimals), context=_WIDE)
    return rounded if rounded else abs(rounded)


def to_minor(amount: Decimal, exponent: int) -> int:
    """Major units as minor units, half up: `to_minor(Decimal("12.345"), 2) == 1235`."""
    return int(_EXACT.scaleb(amount, exponent).quantize(_ONE, context=_EXACT))


def to_decimal(amount_minor: int, exponent: int) -> Decimal:
    """Minor units as a decimal with the currency's exponent: `to_decimal(124550, 2) == Decimal("1245.50")`."""
    return Decimal(amount_minor).scaleb(-exponent, _EXACT)


def decimal_text(amount_minor: int, exponent: int) -> str:
    """Minor units as text with all decimals of the currency: `"1245.50"`, `"1245"` for yen."""
    if exponent == 0:
        return str(amount_minor)
    sign = "-" if amount_minor < 0 else ""
    digits = str(abs(amount_minor)).zfill(exponent + 1)
    return f"{sign}{digits[:-exponent]}.{digits[-exponent:]}"


def major_units(amount_minor: int, exponent: int) -> int | float:
    """A JSON number in major units: the float next to it, as a quotient of whole numbers is."""
    return amount_minor / 10**exponent if exponent else amount_minor


def plain(numerator: int, denominator: int) -> int | float:
    """A quotient as a JSON number, a whole one without its `.0`."""
    whole, rest = divmod(numerator, denominator)
    return numerator / denominator if rest else whole


def divide_half_up(numerator: int, denominator: int) -> int:
    """An integer quotient of two numbers >= 0, half up (JavaScript's `Math.round`)."""
    return (2 * numerator + denominator) // (2 * denominator)


def average(amount_minor: int, count: int) -> int | None:
    """An amount over a count, half up to the minor unit; None over none."""
    return divide_half_up(amount_minor, count) if count else None


def converted(amount: Decimal, rate: Decimal, exponent: int) -> int:
    """Major units times an exchange rate, rounded half up to the minor unit once."""
    return to_minor(_EXACT.multiply(amount, rate), exponent)


def line_amount(quantity_milli: int, unit_price: Decimal, exponent: int, rate: Decimal = _ONE) -> int:
    """`quantity * unitPrice * rate`, rounded half up to the minor unit once (docs/scoring.md, Conventions)."""
    return converted(_EXACT.multiply(Decimal(quantity_milli).scaleb(-3), unit_price), rate, exponent)
