"""Made-up trade, the same for the same seed: every oddity that exports show comes round again and again."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from testing.exports.shop import ZERO, ZONE, Item, Payment, Person, Sale, cents

_FIRST = ("Ann", "Bjørn", "Chloé", "Dilan", "Élodie", "Finn", "Grace", "Håkan", "Ines", "Jürgen")
_LAST = ("Berg", "D'Arcy", "Ferreira", "Müller-Smith", "Nowak", "O'Neill", "Quist", "Sørensen")
_PRODUCTS = (
    ("Tea, green", "TEA-1", "4.90"),
    ("Cup 0.3 l: blue | white", "CUP", "12.00"),
    ('Kettle 8"', "00123", "39.99"),
    ("Sample", "", "1.05"),
    ("Café crème", "K-5", "7.35"),
    ("Oolong No 1", "OO-1", "18.45"),
)
_NOTE = 'Please "ring" twice;\nthen, leave it\twith the neighbour\r\n— thanks'
_OPENED = datetime(2025, 1, 7, tzinfo=ZONE)
_FIRST_ID = 5_230_000_000_000


def sales(seed: int, number: int) -> list[Sale]:
    """So many sales, in the order in which they were made, each with one oddity more than the most ordinary."""
    source = random.Random(seed)
    people = [_person(source, at) for at in range(1, number // 3 + 2)]
    made = []
    for at in range(number):
        placed = _OPENED + timedelta(days=at, hours=source.randint(8, 22), seconds=source.randrange(3600))
        sale = Sale(
            number=1001 + at,
            id=_FIRST_ID + source.randrange(1_000) + 1_000 * at,
            person=source.choice(people),
            at=placed,
            items=tuple(_item(source) for _ in range(source.randint(1, 3))),
            shipping=source.choice([ZERO, Decimal("4.95"), Decimal("10.00")]),
        )
        made.append(ODDITIES[at % len(ODDITIES)](sale))
    return made


def one_sale(number: int = 1001, **changes: Any) -> Sale:
    """A paid order of two cups at 12.00 by Ann, who is a guest."""
    sale = Sale(
        number=number,
        id=_FIRST_ID + number,
        person=Person("Ann", "Berg", "ann@example.com"),
        at=datetime(2025, 12, 6, 10, 37, 33, tzinfo=ZONE),
        items=(Item("Cup", "CUP", 12, 2, Decimal("12.00")),),
    )
    return replace(sale, **changes)


def _person(source: random.Random, at: int) -> Person:
    first, last = source.choice(_FIRST), source.choice(_LAST)
    return Person(
        first,
        last,
        email=f"customer{at}@example.com",
        phone=source.choice(["", f"+1 212 555 {at:04}"]),
        account=source.choice([0, 100 + at]),
        zip=source.choice(["01234", "75008", "W1A 1AA"]),
    )


def _item(source: random.Random) -> Item:
    at = source.randrange(len(_PRODUCTS))
    name, sku, price = _PRODUCTS[at]
    return Item(name, sku, 40 + at, source.randint(1, 4), Decimal(price))


def _guest(sale: Sale, **changes: Any) -> Sale:
    blank = replace(sale.person, email="", phone="", billing_phone="", shipping_phone="", account=0)
    return replace(sale, person=replace(blank, **changes))


def _with_line_discount(sale: Sale) -> Sale:
    first, *others = sale.items
    return replace(sale, items=(replace(first, discount=cents(first.gross / 7)), *others))


def _cancelled(sale: Sale, payment: Payment) -> Sale:
    return replace(sale, payment=payment, cancelled_at=sale.at + timedelta(hours=5), fulfilled=False)


def _shouted(sale: Sale) -> Sale:
    return replace(sale, person=replace(sale.person, email=sale.person.email.upper()))


ODDITIES: tuple[Callable[[Sale], Sale], ...] = (
    lambda sale: sale,
    lambda sale: replace(sale, note=_NOTE),
    _with_line_discount,
    lambda sale: replace(_with_line_discount(sale), discount=cents(sale.subtotal / 10)),
    lambda sale: replace(sale, discount=sale.subtotal, shipping=ZERO),
    lambda sale: replace(sale, tax_rate=Decimal("0.0825")),
    lambda sale: replace(sale, tax_rate=Decimal("0.25"), taxes_included=True),
    lambda sale: replace(sale, tax_rate=Decimal("0.19"), taxes_included=True, discount=Decimal("0.50")),
    lambda sale: replace(sale, tip=Decimal("3.00")),
    lambda sale: replace(sale, refunded=cents(sale.total / 3)),
    lambda sale: replace(sale, refunded=sale.total),
    lambda sale: _cancelled(sale, Payment.VOIDED),
    lambda sale: _cancelled(replace(sale, refunded=sale.total), Payment.PAID),
    lambda sale: replace(sale, payment=Payment.EXPIRED, fulfilled=False),
    lambda sale: replace(sale, payment=Payment.OPEN, fulfilled=False),
    lambda sale: replace(sale, payment=Payment.OPEN, fulfilled=True),
    lambda sale: replace(sale, payment=Payment.AUTHORIZED, fulfilled=False),
    lambda sale: replace(sale, payment=Payment.PARTLY),
    lambda sale: _guest(sale, phone="+46 70-123 45 67"),
    lambda sale: _guest(sale, billing_phone="(212) 555-0199"),
    lambda sale: _guest(sale, shipping_phone="+33612345678"),
    _shouted,
    lambda sale: replace(sale, items=(sale.items[0], replace(sale.items[0], quantity=7))),
    lambda sale: replace(sale, items=tuple(replace(item, sku="") for item in sale.items)),
)
