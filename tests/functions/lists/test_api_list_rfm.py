"""GET /api/customers by RFM group: exact for every customer, wherever their timeline lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest
from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow
from regulars.facts.fold import fold
from regulars.facts.tenant import Tenant
from regulars.http.door.app import Application
from regulars.lists import histories as histories_module
from regulars.lists import walk as walk_module
from regulars.scoring.rfm import RfmGroup, rfm
from regulars.scoring.settings import Settings
from regulars.stores.opened import Stores
from regulars.stores.rows.indexes import BY_LAST_ORDER, KeyRange
from regulars.stores.rows.rows import Rows

from testing.api.client import Client
from testing.api.lists import ids
from testing.api.orders import order_of, post
from testing.api.rfm_shop import fill, small_rows
from testing.aws.kept import made_once
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS

SETTINGS = Settings.defaults(2)
EMPTIED = FactsRow(2, NOW_MS, FACTS_VERSION, CustomerFacts("gone"))


@pytest.fixture(params=[1, 3], ids=["one shard", "three shards"])
def shop(request: pytest.FixtureRequest, stores: Stores) -> Tenant:
    return make_tenant(stores, "shop", shards=request.param)


@pytest.fixture
def known(
    stores: Stores, shop: Tenant, application: Application, monkeypatch: pytest.MonkeyPatch
) -> dict[str, CustomerFacts]:
    small_rows(monkeypatch)
    api = Client(application, shop.id)
    return made_once((__name__, shop), lambda: fill(stores, shop, api, 80))


def in_groups(known: Mapping[str, CustomerFacts], *groups: str) -> set[str]:
    scored = {id_: rfm(facts.purchases, SETTINGS, NOW_MS) for id_, facts in known.items()}
    return {id_ for id_, found in scored.items() if found and found.value in groups}


def test_the_shop_has_timelines_of_every_kind(stores: Stores, shop: Tenant, known: dict[str, CustomerFacts]) -> None:
    facts = stores.rows(shop)
    rows = [
        row
        for shard in range(shop.reading.shards)
        for _, row in facts.index_page(
            BY_LAST_ORDER, shard, KeyRange("0#", "2"), descending=True, limit=999, timelines=True
        ).rows
    ]

    without = {row.customer_id for row in rows if len(row.facts.purchases.timeline) != row.facts.purchases.order_count}
    whole = facts.histories_of(without)
    heavy = {id_ for id_, row in whole.items() if row.facts.purchases.heavy}
    assert heavy == {"heavy0", "heavy1"}
    assert 5 < len(without) < len(known) - 20
    assert all(whole[id_].facts.purchases.timeline == known[id_].purchases.timeline for id_ in without - heavy)


@pytest.mark.parametrize("group", list(RfmGroup))
def test_a_group_has_exactly_who_is_in_it_now(
    application: Application, shop: Tenant, known: dict[str, CustomerFacts], group: str
) -> None:
    api = Client(application, shop.id)

    answer = api.get("/api/customers", rfmGroup=group, limit=1000)

    assert {row["contactID"] for row in answer.data} == in_groups(known, group)
    assert answer.json["meta"]["total"] == len(in_groups(known, group))


def test_rows_show_the_group_of_everybody_whose_timeline_lies_in_the_index_and_read_no_other(
    application: Application, shop: Tenant, known: dict[str, CustomerFacts], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = histories_read(monkeypatch)

    rows = Client(application, shop.id).get("/api/customers", limit=1000).data

    shown = {row["contactID"]: (row["metrics"]["rfmScore"], row["metrics"]["rfmSegment"]) for row in rows}
    scored = {id_: rfm(facts.purchases, SETTINGS, NOW_MS) for id_, facts in known.items()}
    told = {id_ for id_, (code, _) in shown.items() if code is not None}
    assert len(told) > 20
    assert {id_: shown[id_] for id_ in told} == {id_: (one.code, one.value) for id_ in told if (one := scored[id_])}
    assert all(known[id_].purchases.order_count > 5 for id_ in known.keys() - told if scored[id_])
    assert read == []


def test_several_groups_combine_with_all_other_filters_and_pages(
    application: Application, shop: Tenant, known: dict[str, CustomerFacts]
) -> None:
    api = Client(application, shop.id)
    everybody = [name for name in ids(api, limit=1000) if known[name].purchases.order_count]

    found = ids(api, rfmGroup="Lost,At Risk,VIP", minSpend=500, limit=7)

    wanted = in_groups(known, "Lost", "At Risk", "VIP")
    assert found == [id_ for id_ in everybody if id_ in wanted and known[id_].purchases.spend_minor >= 50_000]
    assert set(ids(api, rfmGroup=",".join(RfmGroup), limit=11)) == set(everybody), "nobody is in no group"


def test_beyond_the_bound_the_walk_still_meets_everybody(
    application: Application, shop: Tenant, known: dict[str, CustomerFacts], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk_module, "LIST_ROWS", 30)
    api = Client(application, shop.id)

    assert set(ids(api, rfmGroup="At Risk,Lost", limit=10)) == in_groups(known, "At Risk", "Lost")


def test_timelines_are_read_within_the_bound_of_a_page_and_the_walk_still_meets_everybody(
    application: Application,
    stores: Stores,
    shop: Tenant,
    known: dict[str, CustomerFacts],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small_pages_of_histories(monkeypatch)
    api, read = Client(application, shop.id), histories_read(monkeypatch)

    found: list[str] = []
    cursor: dict[str, str] = {}
    pages = 0
    while True:
        read.clear()
        page = api.get("/api/customers", rfmGroup=",".join(RfmGroup), limit=1000, **cursor).json
        # 600 bytes, what one batch takes beyond them, and the row at which the page before ended.
        assert sum(known[id_].purchases.order_count for id_ in read) * 8 <= 2 * (600 + 200 + 100)
        found += [row["contactID"] for row in page["data"]]
        pages += 1
        if page["meta"]["nextCursor"] is None:
            break
        cursor = {"cursor": page["meta"]["nextCursor"]}

    assert pages > 1
    assert sorted(found) == sorted(in_groups(known, *RfmGroup))


def test_too_many_timelines_for_one_answer_are_too_many_customers(
    application: Application, shop: Tenant, known: dict[str, CustomerFacts], monkeypatch: pytest.MonkeyPatch
) -> None:
    small_pages_of_histories(monkeypatch)
    api = Client(application, shop.id)

    assert api.get("/api/v1/analytics/cohorts").json["code"] == "too_many_customers_live"
    assert api.get("/api/customers/rfm", limit=1).json["distribution"] is None


def small_pages_of_histories(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page reads 600 bytes of timelines, a batch 200; a heavy customer takes 250."""
    monkeypatch.setattr(histories_module, "LIST_BYTES", 600)
    monkeypatch.setattr(histories_module, "QUERY_PAGE_BYTES", 200)
    monkeypatch.setattr(histories_module, "_HEAVY_BYTES", 250)


def histories_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by whose timelines are asked of the table."""
    read: list[str] = []
    whole = Rows.histories_of

    def histories_of(self: Rows, customer_ids: Iterable[str]) -> dict[str, FactsRow]:
        wanted = list(customer_ids)
        read.extend(wanted)
        return whole(self, wanted)

    monkeypatch.setattr(Rows, "histories_of", histories_of)
    return read


def test_who_is_gone_when_their_timeline_is_fetched_is_left_out(
    application: Application, shop: Tenant, known: dict[str, CustomerFacts], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Rows, "histories_of", lambda self, customer_ids: dict.fromkeys(customer_ids, EMPTIED))

    found = set(ids(Client(application, shop.id), rfmGroup=",".join(RfmGroup), limit=1000))

    assert found < {id_ for id_, facts in known.items() if facts.purchases.order_count}
    assert not found & {"heavy0", "heavy1"}


def test_a_damaged_timeline_is_not_believed_but_the_ledger_is(
    application: Application, stores: Stores, shop: Tenant
) -> None:
    api = Client(application, shop.id)
    post(api, order_of("1", 400, "900.00"), order_of("2", 380, "900.00"), order_of("3", 10, "600.00"))
    whole = fold(stores.ledger(shop).read_customer("ann"))
    damaged = replace(whole, purchases=replace(whole.purchases, timeline=whole.purchases.timeline[:2]), products={})
    stores.rows(shop).put(FactsRow(1, NOW_MS, FACTS_VERSION, damaged), replacing=0)

    assert ids(api, rfmGroup=in_group_of(whole)) == ["ann"]
    assert ids(api, rfmGroup="Lost,At Risk,Hibernating") == []


def in_group_of(facts: CustomerFacts) -> str:
    found = rfm(facts.purchases, SETTINGS, NOW_MS)
    assert found is not None
    return found.value


def test_a_group_that_does_not_exist_is_refused_with_those_that_do(api: Client) -> None:
    answer = api.get("/api/customers", rfmGroup="champions")

    assert answer.status == 400
    assert "Champions" in answer.errors["rfmGroup"]


def test_rows_show_what_they_showed_before(
    application: Application, shop: Tenant, known: dict[str, CustomerFacts]
) -> None:
    api = Client(application, shop.id)
    by_id = {row["contactID"]: row for row in api.get("/api/customers", limit=1000).data}

    for row in api.get("/api/customers", limit=1000, rfmGroup="Lost").data:
        assert row == by_id[row["contactID"]]


@pytest.mark.parametrize(
    "asked",
    [
        {"recencyScore": {5}},
        {"recencyScore": {1, 3}},
        {"recencyScore": {2, 4, 5}},
        {"frequencyScore": {1}},
        {"frequencyScore": {2, 3}},
        {"monetaryScore": {1}},
        {"monetaryScore": {3, 5}},
        {"recencyScore": {5, 4}, "frequencyScore": {2}},
        {"recencyScore": {1, 2}, "frequencyScore": {1}, "monetaryScore": {2, 3, 4}},
    ],
    ids=str,
)
def test_lists_filter_by_each_score_and_by_several_together(
    application: Application, shop: Tenant, known: dict[str, CustomerFacts], asked: Mapping[str, set[int]]
) -> None:
    api = Client(application, shop.id)
    query = {name: ",".join(map(str, sorted(scores))) for name, scores in asked.items()}

    found = ids(api, limit=20, **query)

    scored = {id_: rfm(facts.purchases, SETTINGS, NOW_MS) for id_, facts in known.items()}
    expected = {
        id_
        for id_, one in scored.items()
        if one and all(getattr(one, name.removesuffix("Score")) in scores for name, scores in asked.items())
    }
    assert len(found) == len(set(found))
    assert set(found) == expected


@pytest.mark.parametrize("score", ["0", "6", "x", "", "1,9"])
def test_a_score_that_does_not_exist_is_refused(application: Application, shop: Tenant, score: str) -> None:
    wrong = score.split(",")[-1]

    errors = Client(application, shop.id).get("/api/customers", recencyScore=score).errors

    assert errors == {"recencyScore": f"has no value {wrong!r}; allowed are 1, 2, 3, 4, 5"}
