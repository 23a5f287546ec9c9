"""The tenant `demo`, its orders, and one recalculation of it."""

from __future__ import annotations

import datetime
from pathlib import Path

from laptop.demo_shop import write_orders
from laptop.operator import operator, operator_in_view, tenants
from laptop.place import Place
from laptop.steps import step

TENANT = "demo"


def fill_demo(place: Place, *, is_new: bool) -> None:
    """Makes the tenant with sample orders up to today, once; an import that broke off is taken up again. A stack that
    `is_new` has no tenants, and is not asked."""
    if _filled(place).exists():
        return
    if is_new or TENANT not in tenants(place):
        with step("Creating the tenant demo"):
            operator(place, "tenant", "create", TENANT, "--name", "Demo Roasters")
    file = place.folder / "demo-orders.jsonl"
    with step("Writing sample orders"):
        write_orders(file, today=datetime.datetime.now(datetime.UTC).date())
    operator_in_view(place, "import", str(file), "--tenant", TENANT)
    _filled(place).touch()


def recalculate_demo(place: Place) -> None:
    """Does by hand what its first night would leave, once: what is due, forecasts and predictions answer right away."""
    if _recalculated(place).exists():
        return
    with step("Recalculating the tenant demo"):
        operator(place, "recalculate", "--tenant", TENANT)
    _recalculated(place).touch()


def forget_demo(place: Place) -> None:
    """Makes the next `make up` do both again; orders that are still there are not changed by it."""
    _filled(place).unlink(missing_ok=True)
    _recalculated(place).unlink(missing_ok=True)


def _filled(place: Place) -> Path:
    return place.folder / "demo-filled"


def _recalculated(place: Place) -> Path:
    return place.folder / "demo-recalculated"
