"""The grid of recency and frequency scores against a count of everybody."""

from __future__ import annotations

from collections import Counter

import pytest
from regulars.facts.customer import CustomerFacts
from regulars.facts.tenant import Tenant
from regulars.facts.time import HOUR_MS, rfc3339
from regulars.lists import walk as walk_module
from regulars.population.overview import Overview
from regulars.scoring.derive import derive
from regulars.scoring.rfm import rfm
from regulars.scoring.settings import Settings
from regulars.stores.opened import Stores
from regulars.stores.tenant.night_records import LastNight

from testing.api.client import Client
from testing.api.rfm_shop import fill, small_rows
from testing.builders import NOW_MS

SETTINGS = Settings.defaults(2)
NIGHT_MS = NOW_MS - 8 * HOUR_MS
CUSTOMERS = 60


@pytest.fixture
def known(stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch) -> dict[str, CustomerFacts]:
    small_rows(monkeypatch)
    return fill(stores, tenant, api, CUSTOMERS)


@pytest.mark.parametrize("days", [365, 0, 60])
def test_the_grid_counts_everybody_by_recency_and_frequency_with_their_groups(
    api: Client, known: dict[str, CustomerFacts], days: int
) -> None:
    grid = api.get("/api/customers/rfm", grid="true", days=days, segment="Lost", limit=1).json["grid"]

    scored = [one for facts in known.values() if (one := rfm(facts.purchases, SETTINGS, NOW_MS, days))]
    cells = {(cell["recencyScore"], cell["frequencyScore"]): cell for cell in grid["cells"]}
    assert [*cells] == [(recency, frequency) for recency in range(5, 0, -1) for frequency in range(5, 0, -1)]
    for place, cell in cells.items():
        assert cell["groups"] == Counter(one.value for one in scored if (one.recency, one.frequency) == place)
        assert cell["customers"] == sum(cell["groups"].values())
    assert grid["asOf"] == rfc3339(NOW_MS)


def test_a_cell_of_the_grid_is_as_many_as_its_filters_list(api: Client, known: dict[str, CustomerFacts]) -> None:
    cells = api.get("/api/customers/rfm", grid="true").json["grid"]["cells"]

    some = [cell for cell in cells if cell["customers"]][:4]
    for cell in some:
        query = {name: cell[name] for name in ("recencyScore", "frequencyScore")}
        assert len(api.get("/api/customers", limit=1000, **query).data) == cell["customers"]
    assert len(some) == 4


def test_without_asking_there_is_no_grid(api: Client) -> None:
    assert "grid" not in api.get("/api/customers/rfm").json
    assert api.get("/api/customers/rfm", grid="yes").errors == {"grid": "must be true or false"}


def test_beyond_the_bound_the_grid_is_that_of_last_night_over_a_year(
    stores: Stores, tenant: Tenant, api: Client, known: dict[str, CustomerFacts], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk_module, "LIST_ROWS", 10)
    assert api.get("/api/customers/rfm", grid="true", days=364).json["grid"] is None
    overview = Overview(NIGHT_MS)
    for facts in known.values():
        overview.add(facts, derive(facts, SETTINGS, NIGHT_MS), SETTINGS)
    values = {"overview": overview.as_json()}
    stores.night_records(tenant).put(LastNight("2025-10-15", "night-1", NIGHT_MS, values), {})

    left, of_other_days = (api.get("/api/customers/rfm", grid="true", days=days).json["grid"] for days in (365, 60))

    scored = [one for facts in known.values() if (one := rfm(facts.purchases, SETTINGS, NIGHT_MS))]
    assert left["asOf"] == rfc3339(NIGHT_MS)
    assert {(cell["recencyScore"], cell["frequencyScore"]): cell["customers"] for cell in left["cells"]} == {
        (recency, frequency): sum((one.recency, one.frequency) == (recency, frequency) for one in scored)
        for recency in range(1, 6)
        for frequency in range(1, 6)
    }
    assert of_other_days is None
