"""What costs are counted from: the real handlers' requests, units, messages and log lines."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from regulars.nightly.schedule import TOGETHER
from regulars.projection.recent_tenants import KEPT_S

from benchmarks import prices
from benchmarks.bill import IDLE, of_functions, total
from benchmarks.chain import Chain
from testing.builders import NOW_MS

_SHORT = 1_000
"""Bytes of a log line."""


def raw(number: int) -> dict[str, object]:
    """Ann buys tea, for the third time a pair that is looked up."""
    line = {"productId": "tea", "productName": "Green tea", "quantity": "2", "unitPrice": "12.50"}
    return {
        "orderId": f"o{number}",
        "customerId": "ann",
        "orderedAt": f"2025-09-{10 + number}T08:30:00Z",
        "status": "paid",
        "lines": [line],
    }


@pytest.fixture(scope="module")
def chain() -> Chain:
    """Three orders of one customer, each posted alone."""
    chain = Chain()
    for number in range(3):
        chain.now_ms = NOW_MS + number
        chain.post(raw(number))
    return chain


def test_an_order_goes_through_every_function_once_and_twice_through_the_streams(chain: Chain) -> None:
    calls = {name: used.calls for name, used in chain.used.items()}

    # Two orders change what is looked up: the first brings the words, the third the pair.
    assert calls == {"api": 3, "dispatch_changes": 6, "update_facts": 3, "update_lookups": 2}


def test_units_of_tenants_records_are_those_that_the_functions_read(chain: Chain) -> None:
    """Of tenant, settings and generations one each, in the API of the member too; lookups keep them half a minute."""
    tenants = {name: used.read_units["tenants"] for name, used in chain.used.items()}

    assert tenants == {"api": 12, "dispatch_changes": 0, "update_facts": 9, "update_lookups": 3}


def test_every_line_that_the_pipeline_logs_is_short_json(chain: Chain) -> None:
    lines = [line for used in chain.used.values() for line in used.lines]

    assert len(lines) == sum(used.calls for used in chain.used.values()), "one a call"
    assert max(len(line.encode()) for line in lines) < _SHORT
    assert all(json.loads(line)["service"] == "regulars" for line in lines)


def test_a_line_of_a_failure_is_short_too(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regulars.projection.project.Projector.project", lambda *_, **__: 1 / 0)
    chain.now_ms += 1

    with pytest.raises(AssertionError):
        chain.post(raw(4))

    failed = [line for line in chain.used["update_facts"].lines if "customer.failed" in line]
    assert failed
    assert max(len(line.encode()) for line in failed) < _SHORT


def test_a_bill_adds_up_and_grows_with_what_was_used(chain: Chain) -> None:
    costs = of_functions(chain.used, 3, http_calls=3)
    named = {cost.what: cost for cost in costs}

    assert named["Gateway"].number == 1_000_000
    assert total(of_functions(chain.used, 6, http_calls=6)) < total(costs)
    assert named["DynamoDB, written"].number == pytest.approx(
        sum(used.write_units.total() for used in chain.used.values()) / 3 * 1e6
    )
    assert all(cost.dollars >= 0 for cost in costs)


def test_the_page_of_costs_says_what_is_counted() -> None:
    page = (Path(__file__).parents[2] / "docs" / "costs.md").read_text()

    assert f"{IDLE.alarm_metrics} metrics that somebody is woken for" in page
    assert f"more than {TOGETHER} nights" in page
    assert f"keeps them for {KEPT_S:.0f} s" in page
    for price in (prices.WRITE_UNIT, prices.READ_UNIT):
        assert f"${price * 1e6:g} a million" in page
    assert all(f"{name} " in page for name in ("1 000 000 live orders", "1 000 000 imported orders", "an idle month"))


def test_the_tables_of_the_page_add_up_and_agree_with_the_one_of_all() -> None:
    page = (Path(__file__).parents[2] / "docs" / "costs.md").read_text()
    blocks = [block.splitlines() for block in re.findall(r"```\n(.*?)```", page, re.DOTALL)]
    bills = {re.split(r"\s{2,}", lines[0])[0]: [_dollars(line) for line in lines[2:]] for lines in blocks}
    [together] = [lines[2:-1] for lines in blocks if lines[0].startswith("dollars")]

    for name, rows in bills.items():
        dollars = dict(row for row in rows if row)
        if "all" in dollars:
            summed = sum(amount for what, amount in dollars.items() if what != "all")
            assert dollars["all"] == pytest.approx(summed, abs=0.005 * len(rows)), name
            assert f"{dollars['all']:.2f}" in {line.split()[-1] for line in together if line.startswith(name)}, name
    assert sum("all" in dict(row for row in rows if row) for rows in bills.values()) == len(together)


def _dollars(line: str) -> tuple[str, float] | None:
    """A row's name and its last column; None of a line in words."""
    found = re.fullmatch(r"(\S.*?)\s{2,}.*?([\d.]+)", line)
    return (found[1], float(found[2])) if found else None
