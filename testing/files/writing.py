"""Orders, and every writing of them: what a shop system, a spreadsheet or a person may make of the same orders."""

from __future__ import annotations

import csv
import gzip
import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple

from hypothesis import strategies as st

_DAY_ZERO = datetime(1899, 12, 30)
# Its bytes in Windows-1252 are no UTF-8, whatever else the file holds.
_HEADER = ("order_id", "customer_id", "name", "ordered_at", "Größe", "product_id", "product_name", "quantity", "price")


class Item(NamedTuple):
    product_id: str
    product_name: str
    quantity: Decimal
    unit_price: Decimal


class Sold(NamedTuple):
    """An order. `at` is UTC."""

    order_id: str
    customer_id: str
    name: str
    at: datetime
    items: tuple[Item, ...]


DATES: dict[str, Callable[[datetime], str]] = {
    "iso T": lambda at: at.isoformat(),
    "iso space": lambda at: at.isoformat(" "),
    "iso Z": lambda at: f"{at.isoformat()}Z",
    "iso offset": lambda at: f"{at - timedelta(hours=5):%Y-%m-%d %H:%M:%S} -0500",
    "iso colon": lambda at: f"{(at + timedelta(hours=5, minutes=30)).isoformat()}+05:30",
    "y/m/d": lambda at: f"{at:%Y/%m/%d %H:%M:%S}",
    "d/m/y": lambda at: f"{at:%d/%m/%Y %H:%M:%S}",
    "d.m.y": lambda at: f"{at.day}.{at.month}.{at:%Y %H:%M:%S}",
    "m/d/y": lambda at: f"{at.month}/{at.day}/{at:%Y} {at.hour}:{at:%M:%S}",
    "m/d/y AM": lambda at: f"{at:%m/%d/%Y %I:%M:%S %p}",
    "d-m-y pm": lambda at: f"{at:%d-%m-%Y} {at.hour % 12 or 12}:{at:%M:%S} {'pm' if at.hour >= 12 else 'am'}",
    "day": lambda at: f"{Decimal((at - _DAY_ZERO) // timedelta(seconds=1)) / 86_400:.8f}",
}


@dataclass(frozen=True)
class Writing:
    """`codec` may begin with `BOM `. `mark` stands before decimals, `group` between thousands, `sign` beside prices."""

    codec: str
    separator: str
    says_separator: bool
    quoting: Literal[0, 1]
    end: str
    compressed: bool
    mark: str
    group: str
    sign: tuple[str, str]
    dates: str
    shuffle: int

    def number(self, number: Decimal, sign: tuple[str, str] = ("", "")) -> str:
        whole, _, decimals = f"{number:f}".partition(".")
        grouped = f"{int(whole):,}".replace(",", self.group)
        return sign[0] + grouped + (self.mark + decimals if decimals else "") + sign[1]

    def date(self, at: datetime) -> str:
        text = DATES[self.dates](at)
        return text.replace(".", self.mark) if self.dates == "day" else text

    def cells(self, sold: Sequence[Sold]) -> list[list[str]]:
        rows = [
            [order.order_id, order.customer_id, order.name, self.date(order.at), "x", item.product_id,
             item.product_name, self.number(item.quantity), self.number(item.unit_price, self.sign)]
            for order in sold for item in order.items
        ]  # fmt: skip
        random.Random(self.shuffle).shuffle(rows)
        return rows

    def content(self, sold: Sequence[Sold]) -> bytes:
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=self.separator, quoting=self.quoting, lineterminator=self.end)
        writer.writerows([_HEADER, *self.cells(sold)])
        said = f"sep={self.separator}{self.end}{self.end}" if self.says_separator else ""
        _, bom, codec = self.codec.rpartition("BOM ")
        content = ("\ufeff" * bool(bom) + said + text.getvalue()).encode(codec)
        return gzip.compress(content, 1) if self.compressed else content


@st.composite
def writings(draw: st.DrawFn) -> Writing:
    codec = draw(st.sampled_from(["utf-8", "BOM utf-8", "BOM utf-16-le", "BOM utf-16-be", "utf-16-le", "cp1252"]))
    mark = draw(st.sampled_from(".,"))
    groups = {"", ".", ",", " ", "\u00a0", "'", "’"} - {mark} | ({"\u202f"} if codec != "cp1252" else set())
    return Writing(
        codec=codec,
        separator=draw(st.sampled_from(",;\t|")),
        says_separator=draw(st.booleans()),
        quoting=draw(st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))),
        end=draw(st.sampled_from(["\n", "\r\n"])),
        compressed=draw(st.booleans()),
        mark=mark,
        group=draw(st.sampled_from(sorted(groups))),
        sign=draw(st.sampled_from([("", ""), ("$", ""), ("US$ ", ""), ("", " USD"), ("", "\u00a0$")])),
        dates=draw(st.sampled_from(sorted(DATES))),
        shuffle=draw(st.integers(0, 9)),
    )


def sales(codec: str) -> st.SearchStrategy[list[Sold]]:
    """Orders that can be written in an encoding, each with an id of its own."""
    letters = "aZ09-_#éßñ" + ("" if codec == "cp1252" else "Łж茶😀")
    # A row of hashes is what a spreadsheet shows in a column that is too narrow; zeros and dashes are nobody's ids.
    ids = (
        st.text(letters, min_size=1, max_size=6)
        .filter(lambda id_: len(id_) < 4 or id_.strip("#") != "")
        .filter(lambda id_: id_.strip("0").strip("-") != "")
    )
    names = st.text(letters + " ,;\t|\"'\n", max_size=12).filter(lambda name: not name.strip().startswith("'"))
    items = st.builds(Item, ids, names, _decimals(5_000, 3, least=1), _decimals(2_000_000, 6))
    return st.lists(
        st.builds(
            Sold,
            ids,
            ids,
            names,
            st.datetimes(datetime(1990, 1, 1), datetime(2025, 10, 14)).map(lambda at: at.replace(microsecond=0)),
            st.lists(items, min_size=1, max_size=3).map(tuple),
        ),
        min_size=1,
        max_size=4,
        unique_by=lambda order: order.order_id,
    )


def _decimals(most: int, places: int, *, least: int = 0) -> st.SearchStrategy[Decimal]:
    """With any number of decimals up to `places`; `least` counts in their last digit."""
    return st.integers(0, places).flatmap(
        lambda shown: st.integers(least, most * 10**shown).map(lambda digits: Decimal(digits).scaleb(-shown))
    )
