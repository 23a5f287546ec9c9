"""Suggested settings: a twentieth are VIPs, days come from intervals, scores are spread; few customers say little."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import reduce
from random import Random
from typing import Any

import pytest
from regulars.facts.customer import PurchaseFacts, TimelineEntry
from regulars.facts.time import DAY_MS
from regulars.population.suggested import Habits, Suggestion, SuggestionBasis, habits_of, suggestions
from regulars.scoring.lifecycle import LifecycleSegment, lifecycle
from regulars.scoring.rfm import ALL_HISTORY, WINDOW_DAYS, rfm
from regulars.scoring.settings import Settings

from benchmarks.timelines import purchases_of, timelines
from testing.builders import NOW_MS
from testing.cdnow import cdnow

DOLLARS = Settings.defaults(2)


def bought(*orders: tuple[float, int]) -> PurchaseFacts:
    """Orders as (days ago, minor units)."""
    entries = [TimelineEntry(NOW_MS - int(days * DAY_MS), minor, 1_000) for days, minor in orders]
    return purchases_of(sorted(entries))


def suggested(people: Iterable[PurchaseFacts], now_ms: int = NOW_MS) -> Mapping[str, Suggestion]:
    return {one.name: one for one in suggestions(habits_of(list(people), now_ms), DOLLARS)}


def value_of(people: Iterable[PurchaseFacts], name: str) -> Any:
    return suggested(people)[name].value


def with_all(people: list[PurchaseFacts], now_ms: int) -> Settings:
    return reduce(lambda settings, one: one.applied(settings), suggested(people, now_ms).values(), DOLLARS)


def test_there_is_one_for_each_setting_that_data_can_say_something_of() -> None:
    lifecycle = ["vipSpend", "dormantDays", "newDays", "frequencyDays"]

    assert list(suggested([])) == [*lifecycle, "engagementSpend", "rfm.recencyDays", "rfm.orders", "rfm.spend"]


@pytest.mark.parametrize(
    ("buyers", "amount", "above"), [(20, 1_900, 1), (39, 3_800, 1), (40, 3_800, 2), (100, 9_500, 5)]
)
def test_vips_are_the_twentieth_that_spent_most(buyers: int, amount: int, above: int) -> None:
    found = suggested(bought((3, 100 * number)) for number in range(1, buyers + 1))["vipSpend"]

    assert (found.value, found.sizes, found.of, found.basis) == (amount, (above,), buyers, SuggestionBasis.SHARE)


def test_who_spent_the_same_is_vip_together_or_not_at_all() -> None:
    few_alike = [bought((3, 500))] * 4 + [bought((3, 100 + number)) for number in range(96)]
    many_alike = [bought((3, 500))] * 10 + [bought((3, 100 + number)) for number in range(90)]

    assert suggested(few_alike)["vipSpend"].sizes == (5,)
    assert value_of(few_alike, "vipSpend") == 100 + 94
    assert suggested(many_alike)["vipSpend"].sizes == (10,), "else nobody would be"
    assert value_of(many_alike, "vipSpend") == 100 + 89


def test_where_all_spent_the_same_nobody_stands_out() -> None:
    found = suggested([bought((3, 500))] * 50)

    assert (found["vipSpend"].value, found["vipSpend"].basis) == (None, SuggestionBasis.ALL_ALIKE)
    assert (found["rfm.orders"].value, found["rfm.orders"].basis) == (None, SuggestionBasis.ALL_ALIKE)


def test_nineteen_buyers_are_too_few_and_who_never_ordered_is_none() -> None:
    people = [bought((number, 100 * number)) for number in range(1, 20)] + [PurchaseFacts()] * 30

    found = suggested(people)

    assert {found[name].basis for name in ("vipSpend", "rfm.recencyDays", "rfm.spend")} == {SuggestionBasis.FEW_BUYERS}
    assert found["vipSpend"].of == 19
    assert found["vipSpend"].applied(DOLLARS) == DOLLARS


def coming_back(every: Iterable[float]) -> list[PurchaseFacts]:
    """Customers with three orders, the second and the third after so many days each."""
    return [bought((2 * days + 1, 100), (days + 1, 100), (1, 100)) for days in every]


def test_days_come_from_the_intervals_of_a_hundred_who_came_back() -> None:
    people = coming_back(range(1, 101))

    found = suggested(people)

    assert {name: found[name].value for name in ("dormantDays", "newDays", "frequencyDays")} == {
        "dormantDays": 90,
        "newDays": 50,
        "frequencyDays": (25, 50, 75),
    }
    assert (found["dormantDays"].of, found["dormantDays"].basis) == (100, SuggestionBasis.INTERVALS)


def test_with_ninety_nine_the_documented_days_stand() -> None:
    found = suggested(coming_back(range(1, 100)))

    assert [found[name].value for name in ("dormantDays", "newDays", "frequencyDays")] == [90, 30, (7, 30, 90)]
    assert {found[name].basis for name in ("dormantDays", "newDays")} == {SuggestionBasis.FEW_REPEAT_BUYERS}


def test_two_orders_of_one_day_are_no_return() -> None:
    one_visit = [bought((5, 100), (5 - 0.99, 100))] * 100
    next_day = [bought((5, 100), (4, 100))] * 100

    assert suggested(one_visit)["newDays"].of == 0
    assert (value_of(next_day, "newDays"), value_of(next_day, "frequencyDays")) == (1, (1, 2, 3))


def test_a_customer_of_many_orders_weighs_no_more_than_one_of_few() -> None:
    daily = bought(*((day, 100) for day in range(300)))

    assert value_of([daily] * 5 + coming_back([40] * 100), "dormantDays") == 40


def test_parts_of_days_are_rounded_up() -> None:
    assert value_of(coming_back([10.1] * 100), "dormantDays") == 11


def test_scores_are_spread_and_the_most_frequent_value_keeps_its_customers_together() -> None:
    people = [bought((number, 100 * number)) for number in range(1, 61)]
    people += [bought((number, 1), *((number + 1, 1) for _ in range(number))) for number in range(1, 41)]

    found = suggested(people)

    assert found["rfm.recencyDays"].sizes == (20, 20, 20, 20, 20)
    assert found["rfm.orders"].sizes == (60, 10, 10, 10, 10)
    assert found["rfm.orders"].value == (32, 22, 12, 2)


def test_bands_score_everybody_as_their_sizes_say() -> None:
    random = Random(5)
    people = [
        bought(*((random.randrange(360), random.choice([500, 999, 2_500])) for _ in range(random.choice([1, 1, 2, 4]))))
        for _ in range(300)
    ]
    found, settings = suggested(people), with_all(people, NOW_MS)

    scores = [rfm(one, settings, NOW_MS) for one in people]

    for name, part in (("rfm.recencyDays", "recency"), ("rfm.orders", "frequency"), ("rfm.spend", "monetary")):
        counted = Counter(getattr(one, part) for one in scores)
        assert found[name].sizes == tuple(counted[score] for score in range(1, 6))


@pytest.mark.parametrize(
    ("name", "value", "sizes"),
    [
        ("rfm.orders", (5, 4, 3, 2), (15, 15, 0, 0, 0)),
        ("rfm.recencyDays", (3, 9, 10, 11), (0, 0, 0, 15, 15)),
        ("rfm.spend", (203, 202, 201, 200), (15, 15, 0, 0, 0)),
    ],
)
def test_two_different_values_leave_three_bands_without_anybody(
    name: str, value: tuple[int, ...], sizes: tuple[int, ...]
) -> None:
    people = [bought((3, 100), (5, 100))] * 15 + [bought((9, 100))] * 15

    found = suggested(people)[name]

    assert (found.value, found.sizes) == (value, sizes)


def test_a_shop_that_stopped_is_looked_at_as_of_its_newest_order() -> None:
    years_ms = 4_000 * DAY_MS
    people = [bought((number, 100 * number)) for number in range(1, 101)]

    alive, stopped = suggested(people), suggested(people, NOW_MS + years_ms)

    assert stopped["rfm.spend"] == alive["rfm.spend"]
    assert stopped["rfm.recencyDays"].value == (20 - 1, 40 - 1, 60 - 1, 80 - 1), "the newest order is a day old"


def test_a_missing_timeline_is_not_taken_for_an_empty_window() -> None:
    without = PurchaseFacts(2, 100, 0, NOW_MS - 800 * DAY_MS, NOW_MS, None, ())

    with pytest.raises(ValueError, match="timeline"):
        Habits(NOW_MS).add(without)


def like_cdnow(random: Random) -> list[PurchaseFacts]:
    """Half buy once, the others come back after weeks or months; a few spend much, most a little."""
    people = []
    for _ in range(2_000):
        days, orders = random.uniform(450, 540), []
        mean = random.lognormvariate(3.4, 0.5)
        for _ in range(1 + min(int(random.paretovariate(0.9)) - 1, 20)):
            orders.append((days, int(100 * mean * random.uniform(0.5, 1.5))))
            days -= random.expovariate(1 / 80)
            if days < 0:
                break
        people.append(bought(*orders))
    return people


def cdnow_people() -> list[PurchaseFacts]:
    return [purchases_of(entries) for entries in timelines(cdnow()).values()]


@pytest.mark.parametrize("shop", ["like CDNOW", "CDNOW"])
def test_a_twentieth_of_cdnow_are_vips_and_no_money_score_has_more_than_a_third(shop: str) -> None:
    people = cdnow_people() if shop == "CDNOW" else like_cdnow(Random(17))
    now_ms = max(one.last_at_ms or 0 for one in people)
    by_default = Counter(lifecycle(one, DOLLARS, now_ms).value for one in people)
    settings = with_all(people, now_ms)

    vips = sum(lifecycle(one, settings, now_ms).value is LifecycleSegment.VIP for one in people)

    assert 0.03 <= vips / len(people) <= 0.07
    assert by_default[LifecycleSegment.VIP] / len(people) < 0.01
    for days in (WINDOW_DAYS, ALL_HISTORY):
        scored = [one for one in (rfm(purchases, settings, now_ms, days) for purchases in people) if one]
        money = Counter(one.monetary for one in scored if not one.window_empty)
        assert max(money.values()) / money.total() <= 0.35
        assert set(money) == {1, 2, 3, 4, 5}
