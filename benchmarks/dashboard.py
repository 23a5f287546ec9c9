"""The dashboard at 5 000 customers on the running stack: bytes of its parts, first useful paint, the overview.

Useful is the first figure of the first screen. Every paint is of a browser that has nothing of the page yet.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from regulars.cli.http import Api
from regulars.http import dashboard

from benchmarks.answers import enter_rows
from benchmarks.local_stack import needed_stack, new_tenant, regulars
from benchmarks.report import load, quantile, table
from testing.deployed.browser import CHROMIUM, browser, page_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CUSTOMERS = 5_000
_OVERVIEW = "/api/v1/analytics/overview"
_BUILT = Path(dashboard.__file__).parent / "built"
_MOST_KB = 80
_PAINTS, _AGAIN = 10, 40


def run(*, small: bool = False) -> None:
    connection = needed_stack()
    customers = 200 if small else CUSTOMERS
    paints, again = (2, 3) if small else (_PAINTS, _AGAIN)
    tenant_id = new_tenant("dashboard")
    record = connection.stores.directory.read(tenant_id)
    assert record is not None
    enter_rows(connection.stores, record.tenant, customers, time.time_ns() // 1_000_000)
    api, busy = Api(connection, tenant_id), load()
    api.call("GET", "/api/me")
    address = regulars("dashboard", "--tenant", tenant_id).strip()
    first_ms = _ms(api)
    kept_ms = [_ms(api) for _ in range(again)]
    painted_ms = _paints_ms(address, paints) if CHROMIUM else []
    sizes = {path.name.split(".")[-2]: path.stat().st_size for path in _BUILT.glob("*.gz")}
    table(
        ("", "here", "bound"),
        [
            ["script, style and page, KB compressed", sum(sizes.values()) / 1e3, _MOST_KB],
            ["first useful paint, ms, median", _shown(painted_ms, 0.5), 1_500],
            [f"first useful paint, ms, slowest of {paints}", _shown(painted_ms, 1), ""],
            ["overview, ms, first of a minute", f"{first_ms:.0f}", 1_000],
            ["overview, ms, asked again, p50", _shown(kept_ms, 0.5), ""],
            ["overview, ms, asked again, p95", _shown(kept_ms, 0.95), 300],
        ],
        f"{customers} customers in one shard, no night yet. Before: {busy}; after: {load()}.",
    )


def _ms(api: Api) -> float:
    began = time.perf_counter()
    api.call("GET", _OVERVIEW)
    return (time.perf_counter() - began) * 1e3


def _shown(taken_ms: list[float], share: float) -> str:
    return f"{quantile(taken_ms, share):.0f}" if taken_ms else "no Chromium"


def _paints_ms(address: str, times: int) -> list[float]:
    with browser() as chromium:
        return [_paint_ms(chromium, address) for _ in range(times)]


def _paint_ms(chromium: Browser, address: str) -> float:
    """From the address until the first figure is on the screen, by the page's own clock."""
    with page_of(chromium) as (page, _):
        page.goto(address, wait_until="commit")
        page.wait_for_selector(".figure-of")
        painted: float = page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => done(performance.now())))"
        )
        return painted
