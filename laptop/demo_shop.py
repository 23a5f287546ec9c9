"""Believable orders of the demo shop until yesterday evening: the same ones all day, and tomorrow a day later.

Ages are drawn, not dates: whenever it is run, somebody bought yesterday, somebody has just lapsed, somebody is new.
"""

from __future__ import annotations

import datetime
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from laptop.demo_catalogue import CAFES, CATALOGUE, FIRST_NAMES, LAST_NAMES, Product

SEED = 20_260_701

Order = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Habit:
    """How a kind of customer buys. Ranges are inclusive; ages are days before the last day."""

    customers: int
    gap_days: float
    first_age: tuple[int, int]
    last_age: tuple[int, int]
    lines: tuple[int, int]
    quantity: tuple[int, int]
    categories: Sequence[str]
    is_business: bool = False
    most_orders: int = 400


_HABITS = (
    # weekly and fortnightly coffee buyers
    Habit(28, 7, (0, 540), (0, 3), (1, 3), (1, 2), ("Coffee", "Coffee", "Sweets", "Supplies")),
    Habit(40, 14, (0, 700), (0, 6), (1, 3), (1, 2), ("Coffee", "Coffee", "Tea", "Supplies")),
    # monthly and quarterly ones
    Habit(78, 30, (10, 800), (0, 12), (1, 4), (1, 2), ("Coffee", "Tea", "Sweets", "Tableware")),
    Habit(48, 88, (30, 1000), (0, 40), (1, 4), (1, 3), ("Coffee", "Tea", "Brewing", "Sweets")),
    # cafés that buy sacks, and people who furnish a kitchen
    Habit(12, 12, (60, 700), (0, 4), (3, 7), (3, 12), ("Coffee", "Coffee", "Supplies", "Tea"), is_business=True),
    Habit(10, 45, (60, 800), (0, 30), (2, 4), (1, 2), ("Brewing", "Brewing", "Tableware", "Coffee")),
    # one order and no more: not back yet, or long ago
    Habit(24, 1, (0, 150), (0, 0), (1, 3), (1, 2), ("Coffee", "Tea", "Brewing"), most_orders=1),
    Habit(24, 1, (151, 700), (0, 0), (1, 3), (1, 2), ("Sweets", "Tableware", "Coffee"), most_orders=1),
    # regulars who stopped coming, the best of them among the cafés
    Habit(38, 21, (150, 700), (92, 280), (1, 3), (1, 2), ("Coffee", "Tea", "Supplies")),
    Habit(4, 14, (500, 1000), (100, 200), (3, 6), (3, 10), ("Coffee", "Supplies"), is_business=True),
    # came back once, and not again or not yet
    Habit(24, 45, (45, 405), (0, 0), (1, 3), (1, 2), ("Coffee", "Sweets", "Brewing"), most_orders=2),
)


def write_orders(file: Path, *, today: datetime.date) -> int:
    """Writes the orders as JSON lines, oldest first, and answers how many. The file is there whole or not at all."""
    orders = list(demo_orders(today))
    unfinished = file.with_suffix(".new")
    with unfinished.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(order, ensure_ascii=False) + "\n" for order in orders)
    unfinished.rename(file)
    return len(orders)


def demo_orders(today: datetime.date) -> Iterator[Order]:
    """Every order of the shop's first years, in the API's shape, oldest first; the last ones are of the day before."""
    last_day = datetime.datetime.combine(today, datetime.time(), datetime.UTC) - datetime.timedelta(days=1)
    dice = random.Random(SEED)
    people = [(first, last) for first in FIRST_NAMES for last in LAST_NAMES]
    dice.shuffle(people)
    visits: list[tuple[datetime.datetime, _Customer]] = []
    for customer in _customers(people, dice):
        visits += [(instant, customer) for instant in _visits(customer.habit, last_day, dice)]
    visits.sort(key=lambda visit: (visit[0], visit[1].id))
    for number, (instant, customer) in enumerate(visits, 1):
        order = _order(customer, instant, (last_day - instant).days + 1, dice)
        yield {"orderId": f"R{100_000 + number}", **order, "reference": f"#{1000 + number}"}


@dataclass(frozen=True, slots=True)
class _Customer:
    id: str
    habit: Habit
    contact: Mapping[str, str]
    favourites: Sequence[Product]
    channel: str


def _customers(people: Sequence[tuple[str, str]], dice: random.Random) -> Iterator[_Customer]:
    companies = [*CAFES, *(f"{cafe} II" for cafe in CAFES)]
    number = 0
    for habit in _HABITS:
        for _ in range(habit.customers):
            number += 1
            first, last = people[number]
            contact = {
                "firstName": first,
                "lastName": last,
                "email": f"{first}.{last}@example.com".lower(),
                "phone": f"+1-202-555-{number:04d}",
            }
            if habit.is_business:
                contact["company"] = companies.pop(0)
            shelf = [product for product in CATALOGUE if product.category in habit.categories]
            yield _Customer(
                id=f"C{1000 + number}",
                habit=habit,
                contact=contact,
                favourites=dice.sample(shelf, min(len(shelf), dice.randint(3, 7))),
                channel=dice.choices(("web", "store", "app"), weights=(6, 3, 2))[0]
                if not habit.is_business
                else "phone",
            )


def _visits(habit: Habit, last_day: datetime.datetime, dice: random.Random) -> Iterator[datetime.datetime]:
    """When a customer orders: from their first day on in gaps that vary by about a quarter, until their last."""
    last_age = dice.randint(*habit.last_age)
    age = float(max(dice.randint(*habit.first_age), last_age))
    for _ in range(habit.most_orders):
        if age < last_age:
            return
        # the shop is open from 7 to 21 h UTC
        day = last_day - datetime.timedelta(days=int(age))
        yield day + datetime.timedelta(seconds=int(dice.triangular(7, 21, 11) * 3600))
        age -= max(0.5, dice.gauss(habit.gap_days, habit.gap_days / 4))


def _order(customer: _Customer, instant: datetime.datetime, age: int, dice: random.Random) -> Order:
    lines = _lines(customer, dice)
    total_cents = sum(line["quantity"] * cents for line, cents in lines)
    status = _status(age, dice)
    order: dict[str, Any] = {
        "customerId": customer.id,
        "orderedAt": instant.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "status": status,
        "channel": customer.channel if dice.random() < 0.9 else "store",
        "lines": [line for line, _ in lines],
        "customer": customer.contact,
    }
    if status == "refunded":
        order["refundedAmount"] = _money(total_cents)
    if status == "partially_refunded":
        line, cents = dice.choice(lines)
        order["refundedAmount"] = _money(min(line["quantity"] * cents, total_cents - 1))
    return order


def _lines(customer: _Customer, dice: random.Random) -> list[tuple[dict[str, Any], int]]:
    """Mostly favourites, now and then something new; each product once. With each line its price in cents."""
    basket: dict[str, Product] = {}
    for _ in range(dice.randint(*customer.habit.lines)):
        product = dice.choice(customer.favourites if dice.random() < 0.85 else CATALOGUE)
        basket[product.id] = product
    return [
        (
            {
                "productId": product.id,
                "productName": product.name,
                "category": product.category,
                "quantity": dice.randint(*customer.habit.quantity) if product.price_cents < 10_000 else 1,
                "unitPrice": _money(product.price_cents),
            },
            product.price_cents,
        )
        for product in basket.values()
    ]


def _status(age: int, dice: random.Random) -> str:
    """Nearly all are paid; what is fresh may still be pending."""
    chance = dice.random()
    if age <= 2 and chance < 0.6:
        return "pending"
    for status, share in (("cancelled", 0.025), ("refunded", 0.02), ("partially_refunded", 0.03)):
        if chance < share:
            return status
        chance -= share
    return "paid"


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
