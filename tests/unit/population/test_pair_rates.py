"""What a night learns of pairs: sums now and of thirty days ago, a sample in no order, and a known shop found again."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts
from regulars.facts.time import DAY_MS
from regulars.population import pair_rates, pair_sample
from regulars.population.pair_rates import PairRates, Sums
from regulars.population.pair_sample import Keys, PairSample, SampledPair
from regulars.population.purchase_model import PurchaseModel, purchase_model
from regulars.scoring.logit_line import LogitLine
from regulars.scoring.next_purchase import Repeats
from regulars.scoring.prediction.calibration import slope

from testing.builders import NOW_MS
from testing.pairs import a_buyer, known_of, rates_of, steady_shop

MS = 1 / DAY_MS


def test_a_product_counts_its_repeats_and_whole_days_now_and_as_they_were_thirty_days_ago() -> None:
    rates = rates_of([a_buyer("ann", {"tea": [50.5, 40, 10]}), a_buyer("bob", {"tea": [35], "jam": [29]})])

    assert rates.product("tea") == Sums(now=Repeats(2, 50 + 35), before=Repeats(1, 20 + 5))
    assert rates.product("jam") == Sums(now=Repeats(0, 29), before=Repeats())
    assert rates.product("never") == Sums(Repeats(), Repeats())
    assert rates.shop == Sums(Repeats(2, 114), Repeats(1, 25))
    assert (rates.pairs, rates.product_ids) == (3, ["jam", "tea"])


def test_a_purchase_at_the_very_instant_thirty_days_ago_was_known_then() -> None:
    rates = rates_of([a_buyer("ann", {"tea": [40, 30], "jam": [40, 30 - MS]})])

    assert rates.product("tea").before == Repeats(1, 10)
    assert rates.product("jam").before == Repeats(0, 10)
    assert {pair.product_id: (pair.purchases, pair.four_weeks_ago, pair.before) for pair in rates.sample} == {
        "tea": (2, 2, 2),
        "jam": (2, 2, 1),
    }


def test_what_a_turn_keeps_is_this() -> None:
    rates = rates_of([a_buyer("ann", {"tea": [50, 40, 29]})])

    assert rates.as_json() == {
        "as_of": NOW_MS,
        "pairs": 1,
        "shop": 2 + (50 << 40) + (1 << 80) + (20 << 120),
        "products": {"tea": 2 + (50 << 40) + (1 << 80) + (20 << 120)},
        "sample": [
            f"{Keys('ann').key('tea'):016x}{NOW_MS - 50 * DAY_MS:016x}{3:08x}{3:08x}{2:08x}" + b"tea".hex(),
        ],
    }
    assert Keys("ann").key("tea") == 10_147_302_012_533_864_698


BASKETS = st.dictionaries(st.sampled_from("abc"), st.lists(st.floats(0, 99), min_size=1, max_size=4))


@given(st.lists(BASKETS, max_size=6), st.integers(1, 5))
def test_parts_make_the_same_whole_in_any_order_whatever_is_sampled(
    baskets: list[dict[str, list[float]]], most: int
) -> None:
    customers = [
        a_buyer(f"c{number}", {product: sorted(days, reverse=True) for product, days in basket.items()})
        for number, basket in enumerate(baskets)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pair_sample, "MOST_SAMPLED", most)
        patch.setattr(pair_sample, "_HELD", most + 1)
        whole = rates_of(customers)
        assert len(list(whole.sample)) == min(most, whole.pairs)
        for order in (customers, customers[::-1]):
            merged = PairRates(NOW_MS)
            for one in order:
                merged.merge(PairRates.of(json.loads(json.dumps(rates_of([one]).as_json()))))
            assert merged.as_json() == whole.as_json()
            assert purchase_model(merged) == purchase_model(whole)


def test_a_sample_takes_no_key_behind_its_last_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pair_sample, "MOST_SAMPLED", 2)
    monkeypatch.setattr(pair_sample, "_HELD", 2)
    sample = PairSample()
    for key in (50, 40, 30):
        sample.add(SampledPair(key, "tea", NOW_MS, 1, 1, 1))

    assert [pair.key for pair in sample] == [30, 40]
    assert (sample.takes(39), sample.takes(40), len(sample)) == (True, False, 2)


def test_a_sample_of_a_shard_is_a_sample_of_its_pairs_and_of_no_others() -> None:
    keys = [Keys(f"c{number}").key("tea") for number in range(2_000)]

    # Spread over all keys, whatever the customers are called.
    assert 0.45 < sum(key < 1 << 63 for key in keys) / len(keys) < 0.55


def test_beyond_the_bound_the_products_with_the_most_repeats_stay_and_the_shop_is_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pair_rates, "MOST_COUNTED", 2)

    rates = rates_of([a_buyer("ann", {"a": [9], "b": [9, 8, 7], "c": [9, 8]})])

    assert (rates.product_ids, rates.shop.now, rates.pairs) == (["b"], Repeats(3, 27), 3)


@pytest.mark.parametrize("customers", [[], [a_buyer("ann", {"tea": [3]})], [a_buyer("ann", {"tea": [0]})]])
def test_a_shop_of_nobody_or_of_one_pair_has_rates_and_nothing_learnt(customers: list[CustomerFacts]) -> None:
    model = purchase_model(rates_of(customers))

    assert (model.line, model.known_per_day) == (None, None)
    assert 0.0 < model.probability(model.rate(1, NOW_MS, Repeats(), NOW_MS)) < 1.0


def test_a_shop_where_nothing_was_ever_bought_twice_expects_little_and_learns_no_line() -> None:
    rates = rates_of(a_buyer(f"c{number}", {"tea": [number % 300 + 31]}) for number in range(900))
    model = purchase_model(rates)

    assert model.line is None
    assert model.known_per_day == 0.0
    assert model.probability(model.rate(1, NOW_MS, rates.product("tea").now, NOW_MS)) < 0.01


def test_what_a_night_leaves_is_read_again() -> None:
    model = PurchaseModel(Repeats(5, 900), LogitLine(0.25, 1.5), 1.75)

    assert model.as_json() == {"shop": (5, 900), "line": (0.25, 1.5), "known_per_day": 1.75}
    assert PurchaseModel.of(json.loads(json.dumps(model.as_json()))) == model
    assert PurchaseModel.of(json.loads(json.dumps(model._replace(line=None).as_json()))).line is None


@pytest.fixture(scope="module")
def shop() -> list[CustomerFacts]:
    return list(steady_shop(2_500, seed=7))


@pytest.mark.long
def test_of_a_shop_that_is_as_the_model_says_probabilities_are_right_and_little_is_corrected(
    shop: list[CustomerFacts],
) -> None:
    rates = rates_of(shop)
    model = purchase_model(rates)

    assert model.line is not None
    assert model.line.slope == pytest.approx(1.0, abs=0.1)
    assert model.line.intercept == pytest.approx(0.0, abs=0.15)
    outcomes = []
    for facts in shop:
        for product_id, known in (known_of(facts, NOW_MS).products or {}).items():
            rate = model.rate(known.count, known.first_at_ms, rates.product(product_id).now, NOW_MS)
            later = [one.at_ms for one in facts.products[product_id].purchases if one.at_ms > NOW_MS]  # type: ignore[index]
            outcomes.append((model.probability(rate), bool(later and later[0] <= NOW_MS + 30 * DAY_MS)))
    assert slope(outcomes) == pytest.approx(1.0, abs=0.05)
    assert sum(said for said, _ in outcomes) == pytest.approx(sum(came for _, came in outcomes), rel=0.05)


@pytest.mark.long
def test_of_that_shop_known_pairs_buy_what_is_expected(
    shop: list[CustomerFacts],
) -> None:
    model = purchase_model(rates_of(shop))

    came = sum(
        NOW_MS < one.at_ms <= NOW_MS + 28 * DAY_MS
        for facts in shop
        for product_id in (known_of(facts, NOW_MS).products or {})
        for one in (facts.products or {})[product_id].purchases
    )
    assert model.known_per_day is not None
    assert 28 * model.known_per_day == pytest.approx(came, rel=0.05)
