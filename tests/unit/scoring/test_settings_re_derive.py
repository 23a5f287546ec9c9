"""What a setting re-derives: no score but those that it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from regulars.facts.customer import CustomerFacts
from regulars.facts.time import DAY_MS, HOUR_MS
from regulars.scoring.derive import derive, with_prediction
from regulars.scoring.prediction.bgnbd import BgNbd
from regulars.scoring.prediction.fit import Basis, Fit
from regulars.scoring.prediction.gamma_gamma import GammaGamma
from regulars.scoring.setting import Setting, declared_in, re_derived
from regulars.scoring.settings import RfmBands, Settings, VenueThresholds
from regulars.scoring.settings_given import changed

from testing.builders import NOW_MS, an_order, facts_of, purchases_at

DOLLARS = Settings.defaults(2)
ORDERS = [an_order(f"{number}", ordered_at_ms=NOW_MS - number * 12 * DAY_MS, channel="web") for number in range(1, 9)]
FIT = Fit(
    Basis.MODEL,
    NOW_MS - DAY_MS,
    900,
    orders=BgNbd(0.2426, 30.90, 0.7929, 2.4259),
    value=GammaGamma(6.25, 3.74, 1_544.0),
    value_basis=Basis.MODEL,
)
# A value of each setting that customers on both sides of it tell apart.
OTHER: dict[str, Any] = {
    "timezone": "Pacific/Kiritimati",
    "vipSpend": 30,
    "dormantDays": 5,
    "newDays": 300,
    "frequencyDays": [1, 2, 3],
    "engagementSpend": [70, 60, 50, 40, 30],
    "recommendationDays": 300,
    "recommendationMinScore": 1,
    "atRiskMinPurchases": 9,
    "clvHorizonDays": 30,
    "churnHorizonDays": 10,
    "seasonFactor": 1.9,
    "discountRate": 0.9,
    "sharedContacts": ["till@example.com"],
    "channelSources": {"Web": "marketplace"},
    "eventsNameCustomers": True,
    "erasureDelayHours": 24,
    "webhooksTo8443": True,
    "rfm": {"recencyDays": [1, 2, 3, 4], "orders": [900, 800, 700, 600], "spend": [0.04, 0.03, 0.02, 0.01]},
    "venue": {
        "vipSpend": 0,
        "vipFrequency": 9,
        "regularFrequency": 0,
        "atRiskDays": 2,
        "dormantDays": 91,
        "lostDays": 181,
    },
}


def _paths() -> list[str]:
    groups = {name: list(OTHER[name]) for name in ("rfm", "venue")}
    return [name for name in OTHER if name not in groups] + [f"{one}.{key}" for one in groups for key in groups[one]]


def _declaration(path: str) -> Setting:
    of: type[Any] = Settings
    for name in path.split("."):
        declared = declared_in(of)[name].declaration
        if isinstance(declared, Setting):
            return declared
        of = declared.of
    raise LookupError(path)


def _derived(settings: Settings) -> list[Mapping[str, Any]]:
    """Every score of customers who ordered never to eight times, one of them dear and around the clock, day by day."""
    around_the_clock = [NOW_MS - number * 7 * HOUR_MS for number in range(8, 0, -1)]
    purchases = purchases_at(*around_the_clock, spend_minor=30_000)
    dear = CustomerFacts("dear", True, replace(purchases, units_milli=8_000))
    found = []
    for facts in (*(facts_of(*ORDERS[:count]) for count in (0, 1, 3, 8)), dear):
        for ago in (0, 100, 200, 400):
            now_ms = NOW_MS + ago * DAY_MS
            scores = with_prediction(derive(facts, settings, now_ms), facts, FIT, settings, now_ms)
            found.append(scores.all())
    return found


@pytest.mark.parametrize("path", _paths())
def test_a_setting_re_derives_no_score_but_those_it_names(path: str) -> None:
    """And of customers on both sides of it, each score that it names differs."""
    group, _, key = path.partition(".")
    value = OTHER[group][key] if key else OTHER[group]
    after = changed(DOLLARS, {group: {key: value}} if key else {group: value}, 2)

    before, becomes = _derived(DOLLARS), _derived(after)

    differ = {name for was, new in zip(before, becomes, strict=True) for name in was if was[name] != new[name]}
    assert differ == set(_declaration(path).re_derives) == set(re_derived(DOLLARS, after))


def test_every_setting_has_a_public_name_a_default_in_its_range_and_a_line_of_docs() -> None:
    declared = [_declaration(path) for path in _paths()]

    assert len(declared) == sum(len(declared_in(of)) for of in (Settings, RfmBands, VenueThresholds)) - 2, (
        "a setting has no value in OTHER"
    )
    assert all(one.doc.endswith(".") and one.type.read(one.default, 2) is not None for one in declared)
    assert list(declared_in(RfmBands)) == ["recencyDays", "orders", "spend"]
