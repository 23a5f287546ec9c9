"""Explanations as data: every value in inner units with its kind, so that only the door knows how it looks."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias


class Kind(StrEnum):
    """What a value is, and so how it leaves.

    Inner units: money is minor units, an instant is milliseconds, a quantity is thousandths. `MONEY` leaves as a
    number, `MONEY_TEXT` as a decimal string, `MONEY_PLAIN` as a number without a needless `.0`, as settings show it.
    The members of a `SET` are an enumeration's, those of `TEXTS` any texts.
    """

    TEXT = "text"
    ENUMERATION = "enumeration"
    SET = "set"
    TEXTS = "texts"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    QUANTITY = "quantity"
    MONEY = "money"
    MONEY_TEXT = "money_text"
    MONEY_PLAIN = "money_plain"
    INSTANT = "instant"


class Told(NamedTuple):
    """One value of an explanation; a list or tuple leaves as a list of values of the kind."""

    value: Any
    kind: Kind


Explanation: TypeAlias = "Told | Mapping[str, Explanation] | None"


def text(value: str | None) -> Told:
    return Told(value, Kind.TEXT)


def integer(value: Any) -> Told:
    return Told(value, Kind.INTEGER)


def number(value: float | None) -> Told:
    return Told(value, Kind.NUMBER)


def quantity(milli: int) -> Told:
    return Told(milli, Kind.QUANTITY)


def money(minor: int | None) -> Told:
    return Told(minor, Kind.MONEY)


def money_text(minor: int) -> Told:
    return Told(minor, Kind.MONEY_TEXT)


def instant(at_ms: int | None) -> Told:
    return Told(at_ms, Kind.INSTANT)
