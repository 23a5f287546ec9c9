"""The tenant `demo` and its orders."""

from __future__ import annotations

import datetime
from pathlib import Path

from laptop.demo_shop import write_orders
from laptop.operator import operator, operator_in_view, tenants
from laptop.place import Place
from laptop.steps import step

TENANT = "demo"


def fill_demo(place: Place) -> None:
    """Makes the tenant with sample orders up to today, once; an import that broke off is taken up again."""
    if _filled(place).exists():
        return
    if TENANT not in tenants(place):
        with step("Creating the tenant demo"):
            operator(place, "tenant", "create", TENANT, "--name", "Demo Roasters")
    file = place.folder / "demo-orders.jsonl"
    with step("Writing sample orders"):
        write_orders(file, today=datetime.datetime.now(datetime.UTC).date())
    operator_in_view(place, "import", str(file), "--tenant", TENANT)
    _filled(place).touch()


def forget_demo(place: Place) -> None:
    """Makes the next `fill_demo` look again; orders that are still there are not changed by it."""
    _filled(place).unlink(missing_ok=True)


def _filled(place: Place) -> Path:
    return place.folder / "demo-filled"
