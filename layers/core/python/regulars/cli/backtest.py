"""`regulars backtest`: whether to rely on a tenant's models, by its own orders; tested here where it is too large."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import click

from ..audience.backtest import backtest_people, everybody, with_until
from ..audience.summary import read_days
from ..facts.customer import CustomerFacts
from ..facts.time import instant_ms
from ..scoring.prediction.retrospect import Question
from ..stores.shop import Shop
from .backtest_table import lines_of
from .connection import Connection, connect
from .http import Answered, Api
from .output import Progress, as_json, print_json

_PATH = "/api/v1/analytics/backtest"
_PRODUCT_DAYS = 30
_SHOWN_EVERY = 1_000
_days = click.IntRange(1, 365)


@click.command()
@click.option("--tenant", "tenant_id", required=True, help="Whose models.")
@click.option(
    "--holdout-days", type=_days, default=90, show_default=True, help="How many of the newest days to hold out."
)
@click.option("--product-days", type=_days, help="Within how many of them a product counts; 30, or all if fewer.")
@click.option(
    "--until", help="The local day that ends the test, such as 2026-09-30; that of the newest order if not given."
)
@as_json
def backtest(tenant_id: str, holdout_days: int, product_days: int | None, until: str | None, json_: bool) -> None:
    """Fit a tenant's models on its orders up to a cut, and compare them with the orders after it.

    With more than 10 000 customers the command reads them all itself, some minutes a million, and leaves its answer for
    GET /api/v1/analytics/backtest.
    """
    connection = connect()
    api = Api(connection, tenant_id)
    asked = Question(None, holdout_days, min(_PRODUCT_DAYS, holdout_days) if product_days is None else product_days)
    query = {"holdoutDays": asked.holdout_days, "productDays": asked.product_days}
    path = f"{_PATH}?{urlencode(query if until is None else query | {'until': until})}"
    shown = _live(api, path)
    if shown is None:
        _test(connection, tenant_id, asked, until)
        shown = api.call("GET", path)["data"]
    if json_:
        print_json(shown)
    else:
        click.echo("\n".join(lines_of(shown, tenant_id)))


def _live(api: Api, path: str) -> dict[str, Any] | None:
    """What the API has just tested; None where there are too many customers for it."""
    try:
        shown: dict[str, Any] = api.call("GET", path)["data"]
    except Answered as refused:
        if refused.status != http.client.CONFLICT:
            raise
        return None
    return None if shown["stored"] else shown


def _test(connection: Connection, tenant_id: str, asked: Question, until: str | None) -> None:
    """Reads every row once and leaves what came of it. `until` is an instant that the API has taken."""
    shop = Shop(connection.stores, connection.record(tenant_id), _now_ms())
    progress = Progress()
    if until is not None:
        until_ms = instant_ms(datetime.fromisoformat(until), shop.settings.timezone)
        asked = Question(until_ms, asked.holdout_days, asked.product_days)
    last_night = next((seen.summary for seen in read_days(shop, 1)), None)
    people = everybody(shop.rows.all(), shop.ledger)
    try:
        found = backtest_people(
            shop,
            with_until(shop, asked),
            _drawn(people, progress, of=last_night.buyers + last_night.no_orders if last_night else None),
            clock=_now_ms,
        )
    finally:
        progress.end()
    shop.backtests.put(found)


def _drawn(people: Iterable[CustomerFacts], progress: Progress, of: int | None) -> Iterator[CustomerFacts]:
    for number, one in enumerate(people):
        if number % _SHOWN_EVERY == 0:
            progress.show("Reading customers", number, of, "customers")
        yield one
    progress.show("Fitting and comparing")


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
