"""Currencies as the cells of a column name them: a code in any case, or a sign."""

from __future__ import annotations

from functools import cache

from iso4217 import Currency

from .signs import SIGNS


def named_currency(cell: str, currency: str) -> str | None:
    """The code that a cell names, None where it names none. A sign that several share is `currency` where it may be.

    Else a shared sign stays as it is: it says only which currencies it is not.
    """
    word = cell.strip().rstrip(".")
    if len(word) == 3 and word.upper() in known_codes():
        return word.upper()
    codes = None if word.isascii() and word.isalpha() else SIGNS.get(word.casefold())
    if codes is None:
        return None
    return currency if currency in codes else next(iter(codes)) if len(codes) == 1 else word


@cache
def has_decimals(code: str) -> bool:
    """Whether amounts in a currency may have decimals; so they may where nobody knows the code."""
    return code not in known_codes() or Currency(code).exponent != 0


@cache
def known_codes() -> frozenset[str]:
    """Every code of ISO 4217."""
    return frozenset(currency.code for currency in Currency)
