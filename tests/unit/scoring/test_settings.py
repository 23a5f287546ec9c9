"""The tenant's settings: each key, its default, and each fault naming its key (docs/scoring.md, Settings)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.errors import SettingsRefused
from regulars.scoring.settings import RfmBands, Settings, VenueThresholds
from regulars.scoring.settings_given import as_given, changed

from testing.settings import CUSTOM, DEFAULTS

DOLLARS = Settings.defaults(2)


def refused(given_: dict[str, Any], exponent: int = 2) -> dict[str, str]:
    """The faults by field."""
    with pytest.raises(SettingsRefused) as fault:
        changed(Settings.defaults(exponent), given_, exponent)
    return {error.field: error.message for error in fault.value.errors}


@pytest.mark.parametrize(("exponent", "vip_spend"), [(0, "5000"), (2, "5000.00"), (3, "5000.000")])
def test_the_defaults_are_the_documented_ones_in_the_tenants_currency(exponent: int, vip_spend: str) -> None:
    shown = as_given(Settings.defaults(exponent), exponent)

    assert shown == DEFAULTS
    assert str(shown["vipSpend"]) == vip_spend
    assert shown["rfm"]["spend"][0].as_tuple().exponent == shown["venue"]["vipSpend"].as_tuple().exponent == -exponent


@pytest.mark.parametrize(
    ("key", "value", "attribute", "stored"),
    [
        ("timezone", "Europe/London", "timezone", "Europe/London"),
        ("vipSpend", 1_000, "vip_spend_minor", 100_000),
        ("vipSpend", 1_000.5, "vip_spend_minor", 100_050),
        ("vipSpend", "999.99", "vip_spend_minor", 99_999),
        ("vipSpend", Decimal("0.01"), "vip_spend_minor", 1),
        ("vipSpend", 0, "vip_spend_minor", 0),
        ("vipSpend", 10**13, "vip_spend_minor", 10**15),
        ("vipSpend", Decimal("5e3"), "vip_spend_minor", 500_000),
        ("vipSpend", Decimal("0e99999999999"), "vip_spend_minor", 0),
        ("vipSpend", 1e3, "vip_spend_minor", 100_000),
        ("vipSpend", 0.1, "vip_spend_minor", 10),
        ("dormantDays", 0, "dormant_days", 0),
        ("dormantDays", 36_500, "dormant_days", 36_500),
        ("newDays", 14, "new_days", 14),
        ("frequencyDays", [1, 2, 3], "frequency_days", (1, 2, 3)),
        ("frequencyDays", [0, 1, 36_500], "frequency_days", (0, 1, 36_500)),
        ("recommendationDays", 0, "recommendation_days", 0),
        ("recommendationDays", 36_500, "recommendation_days", 36_500),
        ("recommendationMinScore", 0, "recommendation_min_score", 0),
        ("recommendationMinScore", 100, "recommendation_min_score", 100),
        ("atRiskMinPurchases", 3, "at_risk_min_purchases", 3),
        ("atRiskMinPurchases", 4, "at_risk_min_purchases", 4),
        ("atRiskMinPurchases", 1_000_000, "at_risk_min_purchases", 1_000_000),
        ("clvHorizonDays", 1, "clv_horizon_days", 1),
        ("clvHorizonDays", 3_650, "clv_horizon_days", 3_650),
        ("churnHorizonDays", 1, "churn_horizon_days", 1),
        ("churnHorizonDays", 3_650, "churn_horizon_days", 3_650),
        ("seasonFactor", 0.2, "season_factor", 0.2),
        ("seasonFactor", "5", "season_factor", 5.0),
        ("discountRate", 0, "discount_rate", 0.0),
        ("discountRate", "0.15", "discount_rate", 0.15),
        ("discountRate", Decimal("0.1"), "discount_rate", 0.1),
        ("discountRate", 10, "discount_rate", 10.0),
        ("sharedContacts", [], "shared_contacts", ()),
        ("sharedContacts", [" Till@Example.com", "+64 9 123"], "shared_contacts", ("+649123", "till@example.com")),
        ("sharedContacts", ["a@b", "A@B ", "a@b"], "shared_contacts", ("a@b",)),
        ("sharedContacts", ["desk@example.com"] * 100, "shared_contacts", ("desk@example.com",)),
        ("eventsNameCustomers", True, "events_name_customers", True),
        ("erasureDelayHours", 720, "erasure_delay_hours", 720),
        ("webhooksTo8443", True, "webhooks_to_8443", True),
        ("channelSources", {}, "channel_sources", ()),
        (
            "channelSources",
            {" Web Shop": "direct", "amazon.de": "marketplace"},
            "channel_sources",
            (("amazon.de", "marketplace"), ("web shop", "direct")),
        ),
        ("channelSources", {"POS": "direct", "pos ": "direct"}, "channel_sources", (("pos", "direct"),)),
        ("channelSources", {"x" * 128: "referral"}, "channel_sources", (("x" * 128, "referral"),)),
    ],
)
def test_a_key_given_replaces_its_setting_and_no_other(key: str, value: Any, attribute: str, stored: Any) -> None:
    after = changed(DOLLARS, {key: value}, 2)

    assert getattr(after, attribute) == stored
    others = {name for name in DOLLARS.__dataclass_fields__ if name != attribute}
    assert {name: getattr(after, name) for name in others} == {name: getattr(DOLLARS, name) for name in others}


def test_nothing_given_changes_nothing() -> None:
    assert changed(CUSTOM, {}, 2) == CUSTOM


@pytest.mark.parametrize("key", list(as_given(DOLLARS, 2)))
def test_null_puts_a_key_back_to_its_default(key: str) -> None:
    after = changed(CUSTOM, {key: None}, 3)

    shown, before, defaults = as_given(after, 3), as_given(CUSTOM, 3), as_given(Settings.defaults(3), 3)
    assert shown[key] == defaults[key]
    assert {name: value for name, value in shown.items() if name != key} == {
        name: value for name, value in before.items() if name != key
    }


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("timezone", "Europe/Belrin", "is not a time zone: did you mean Europe/Berlin?"),
        ("timezone", "", "is not a time zone: give an IANA name"),
        ("timezone", "../etc/passwd", "is not a time zone: give an IANA name"),
        ("timezone", 1, "IANA time zone"),
        ("vipSpend", -1, "between 0 and"),
        ("vipSpend", "-0.01", "between 0 and"),
        ("vipSpend", "10000000000000.01", "between 0 and 10000000000000.00"),
        ("vipSpend", float("nan"), "must be a number"),
        ("vipSpend", float("inf"), "must be a number"),
        ("vipSpend", "1.001", "at most 2 decimals"),
        ("vipSpend", "much", "must be a number"),
        ("vipSpend", "5e3", "must be a number"),
        ("vipSpend", "1_000", "must be a number"),
        ("vipSpend", "\N{MATHEMATICAL DOUBLE-STRUCK DIGIT ONE}", "must be a number"),
        ("vipSpend", Decimal("sNaN"), "must be a number"),
        ("vipSpend", Decimal("Infinity"), "must be a number"),
        ("vipSpend", Decimal("1e99999999999"), "between 0 and"),
        ("vipSpend", Decimal("1e-99999999999"), "at most 2 decimals"),
        ("vipSpend", True, "must be a number"),
        ("vipSpend", [1], "must be a number"),
        ("dormantDays", -1, "whole number of days"),
        ("dormantDays", 36_501, "whole number of days"),
        ("dormantDays", 1.5, "whole number of days"),
        ("dormantDays", "90", "whole number of days"),
        ("dormantDays", True, "whole number of days"),
        ("newDays", -1, "whole number of days"),
        ("frequencyDays", [30, 7, 90], "must ascend"),
        ("frequencyDays", [7, 7, 90], "must ascend"),
        ("frequencyDays", [7, 30, 30], "must ascend"),
        ("frequencyDays", [7, 30], "three numbers"),
        ("frequencyDays", [7, 30, 90, 365], "three numbers"),
        ("frequencyDays", 7, "three numbers"),
        ("frequencyDays", [-1, 30, 90], "whole number of days"),
        ("frequencyDays", [7, 30, 36_501], "whole number of days"),
        ("frequencyDays", [7, 30, "90"], "whole number of days"),
        ("recommendationDays", -1, "whole number of days from 0"),
        ("recommendationDays", 36_501, "whole number of days"),
        ("recommendationDays", 7.0, "whole number of days"),
        ("recommendationMinScore", -1, "whole number from 0 to 100"),
        ("recommendationMinScore", 101, "whole number from 0 to 100"),
        ("recommendationMinScore", 59.5, "whole number from 0 to 100"),
        ("recommendationMinScore", "60", "whole number from 0 to 100"),
        ("recommendationMinScore", False, "whole number from 0 to 100"),
        ("atRiskMinPurchases", 2, "whole number of purchases from 3"),
        ("atRiskMinPurchases", 0, "whole number of purchases from 3"),
        ("atRiskMinPurchases", 1_000_001, "whole number of purchases from 3"),
        ("atRiskMinPurchases", 3.0, "whole number of purchases from 3"),
        ("atRiskMinPurchases", True, "whole number of purchases from 3"),
        ("clvHorizonDays", 0, "whole number of days from 1 to 3650"),
        ("clvHorizonDays", 3_651, "whole number of days from 1 to 3650"),
        ("churnHorizonDays", 0, "whole number of days from 1 to 3650"),
        ("churnHorizonDays", 90.5, "whole number of days from 1 to 3650"),
        ("seasonFactor", 0.19, "between 0.2 and 5"),
        ("seasonFactor", 5.01, "between 0.2 and 5"),
        ("discountRate", -0.01, "between 0 and 10"),
        ("discountRate", 10.01, "between 0 and 10"),
        ("discountRate", "ten", "must be a number"),
        ("discountRate", True, "must be a number"),
        ("sharedContacts", "desk@example.com", "must be a list of at most 100 texts"),
        ("sharedContacts", [f"{n}@b" for n in range(101)], "must be a list of at most 100 texts"),
        ("sharedContacts", ["desk@example.com", "the desk"], "holds 'the desk', which is none of"),
        ("sharedContacts", [5], "holds 5, which is none of"),
        ("sharedContacts", ["12 34"], "holds '12 34', which is none of"),
        ("sharedContacts", [f"{'x' * 500}@b"], "which is none of"),
        ("eventsNameCustomers", "true", "must be true or false"),
        ("eventsNameCustomers", 1, "must be true or false"),
        ("erasureDelayHours", 721, "must be a whole number from 0 to 720"),
        ("webhooksTo8443", 0, "must be true or false"),
        ("channelSources", ["web"], "must be an object of at most 100 entries"),
        ("channelSources", {f"{n}": "direct" for n in range(101)}, "must be an object of at most 100 entries"),
        ("channelSources", {"web": "shop"}, "holds 'web', which must be one of direct, marketplace, referral"),
        ("channelSources", {"web": None}, "holds 'web', which must be one of direct, marketplace, referral"),
        ("channelSources", {" ": "direct"}, "holds ' ', which has not 1 to 128 characters"),
        ("channelSources", {"x" * 129: "direct"}, "which has not 1 to 128 characters"),
        ("channelSources", {"web": "direct", "Web": "referral"}, "holds 'Web' twice, with different words"),
        ("rfm", 5, "must be an object"),
        ("rfm", [30, 60, 90, 180], "must be an object"),
        ("venue", "none", "must be an object"),
    ],
)
def test_an_invalid_value_is_refused_with_its_key_named(key: str, value: Any, message: str) -> None:
    faults = refused({key: value})

    assert list(faults) == [key]
    assert message in faults[key]


def test_an_amount_may_have_the_decimals_of_the_currency_and_no_more() -> None:
    assert changed(Settings.defaults(3), {"vipSpend": "1.001"}, 3).vip_spend_minor == 1_001
    assert "at most 0 decimals" in refused({"vipSpend": "1.5"}, exponent=0)["vipSpend"]


@pytest.mark.parametrize(
    ("key", "suggested"), [("vipspend", "vipSpend"), ("dormantDay", "dormantDays"), ("timeZone", "timezone")]
)
def test_an_unknown_key_is_refused_with_the_nearest_known_one(key: str, suggested: str) -> None:
    assert f"did you mean {suggested}?" in refused({key: 1})[key]


def test_an_unknown_key_like_no_other_is_refused_with_all_known_ones() -> None:
    message = refused({"currency": "EUR"})["currency"]

    assert all(key in message for key in as_given(DOLLARS, 2))


def test_every_fault_is_named_at_once_and_nothing_is_changed() -> None:
    assert set(refused({"vipSpend": -1, "dormantDays": 30, "newDays": -1, "shoeSize": 43})) == {
        "vipSpend",
        "newDays",
        "shoeSize",
    }


@pytest.mark.parametrize(
    ("group", "key", "value", "attribute", "stored"),
    [
        ("rfm", "recencyDays", [0, 1, 2, 36_500], "recency_days", (0, 1, 2, 36_500)),
        ("rfm", "orders", [1_000_000, 3, 2, 1], "orders", (1_000_000, 3, 2, 1)),
        ("rfm", "spend", ["1000.50", 20, 10.5, 0], "spend_minor", (100_050, 2_000, 1_050, 0)),
        ("venue", "vipSpend", "999.99", "vip_spend_minor", 99_999),
        ("venue", "vipFrequency", 3, "vip_frequency", 3),
        ("venue", "regularFrequency", 0, "regular_frequency", 0),
        ("venue", "atRiskDays", 179, "at_risk_days", 179),
        ("venue", "dormantDays", 91, "dormant_days", 91),
        ("venue", "dormantDays", 364, "dormant_days", 364),
        ("venue", "lostDays", 181, "lost_days", 181),
    ],
)
def test_a_key_inside_a_group_replaces_what_it_names_and_nothing_beside_it(
    group: str, key: str, value: Any, attribute: str, stored: Any
) -> None:
    after = changed(DOLLARS, {group: {key: value}}, 2)

    assert after == replace(DOLLARS, **{group: replace(getattr(DOLLARS, group), **{attribute: stored})})


def test_an_empty_group_changes_nothing_and_null_inside_one_puts_back_that_key_only() -> None:
    assert changed(CUSTOM, {"rfm": {}, "venue": {}}, 2) == CUSTOM

    after = changed(CUSTOM, {"rfm": {"orders": None}, "venue": {"lostDays": None}}, 2)

    assert after == replace(
        CUSTOM, rfm=replace(CUSTOM.rfm, orders=(10, 7, 4, 2)), venue=replace(CUSTOM.venue, lost_days=365)
    )


@pytest.mark.parametrize(
    ("given_", "field", "message"),
    [
        ({"rfm": {"recencyDays": [30, 60, 60, 180]}}, "rfm.recencyDays", "must ascend"),
        ({"rfm": {"recencyDays": [60, 30, 90, 180]}}, "rfm.recencyDays", "must ascend"),
        ({"rfm": {"recencyDays": [-1, 60, 90, 180]}}, "rfm.recencyDays", "whole number of days"),
        ({"rfm": {"recencyDays": [30, 60, 90]}}, "rfm.recencyDays", "four numbers of days"),
        ({"rfm": {"recencyDays": "30"}}, "rfm.recencyDays", "four numbers of days"),
        ({"rfm": {"orders": [2, 4, 7, 10]}}, "rfm.orders", "must descend"),
        ({"rfm": {"orders": [10, 7, 7, 2]}}, "rfm.orders", "must descend"),
        ({"rfm": {"orders": [10, 7, 4, 0]}}, "rfm.orders", "whole number of orders from 1"),
        ({"rfm": {"spend": [5000, 2500, 500, 500]}}, "rfm.spend", "must descend"),
        ({"rfm": {"spend": [5000, 2500, 1000, -1]}}, "rfm.spend", "between 0 and"),
        ({"rfm": {"spend": [5000, 2500, 1000, 0.001]}}, "rfm.spend", "at most 2 decimals"),
        ({"rfm": {"recencydays": [1, 2, 3, 4]}}, "rfm.recencydays", "did you mean recencyDays?"),
        ({"rfm": {"shoeSize": 43}}, "rfm.shoeSize", "known are recencyDays, orders, spend"),
        ({"venue": {"dormantDay": 1}}, "venue.dormantDay", "did you mean dormantDays?"),
        ({"venue": {"vipFrequency": -1}}, "venue.vipFrequency", "whole number of orders a year"),
        ({"venue": {"vipFrequency": 4.5}}, "venue.vipFrequency", "whole number of orders a year"),
        ({"venue": {"vipSpend": -1}}, "venue.vipSpend", "between 0 and"),
        ({"venue": {"dormantDays": 90}}, "venue.dormantDays", "more than atRiskDays"),
        ({"venue": {"dormantDays": 365}}, "venue.dormantDays", "less than lostDays"),
        ({"venue": {"atRiskDays": 180}}, "venue.atRiskDays", "less than dormantDays"),
        ({"venue": {"lostDays": 180}}, "venue.lostDays", "more than dormantDays"),
        ({"venue": {"regularFrequency": 4}}, "venue.regularFrequency", "less than vipFrequency"),
        ({"venue": {"vipFrequency": 2}}, "venue.vipFrequency", "more than regularFrequency"),
    ],
)
def test_an_invalid_value_inside_a_group_is_refused_with_its_path_named(
    given_: dict[str, Any], field: str, message: str
) -> None:
    faults = refused(given_)

    assert list(faults) == [field]
    assert message in faults[field]


def test_a_key_put_back_must_still_stand_in_order() -> None:
    late = changed(DOLLARS, {"venue": {"atRiskDays": 200, "dormantDays": 250}}, 2)

    with pytest.raises(SettingsRefused) as fault:
        changed(late, {"venue": {"dormantDays": None}}, 2)

    assert [error.field for error in fault.value.errors] == ["venue.dormantDays"]


def four(values: st.SearchStrategy[int], *, descending: bool) -> st.SearchStrategy[tuple[int, ...]]:
    return in_order(values, 4, descending=descending)


def in_order(values: st.SearchStrategy[int], count: int, *, descending: bool) -> st.SearchStrategy[tuple[int, ...]]:
    ordered = st.lists(values, min_size=count, max_size=count, unique=True)
    return ordered.map(lambda found: tuple(sorted(found, reverse=descending)))


@given(
    custom=st.builds(
        Settings,
        vip_spend_minor=st.integers(0, 10**15),
        timezone=st.sampled_from(["UTC", "Asia/Tokyo", "Europe/London"]),
        dormant_days=st.integers(0, 36_500),
        new_days=st.integers(0, 36_500),
        frequency_days=st.lists(st.integers(0, 36_500), min_size=3, max_size=3, unique=True).map(sorted).map(tuple),
        engagement_spend_minor=in_order(st.integers(0, 10**15), 5, descending=True),
        recommendation_days=st.integers(0, 36_500),
        recommendation_min_score=st.integers(0, 100),
        at_risk_min_purchases=st.integers(3, 1_000_000),
        clv_horizon_days=st.integers(1, 3_650),
        churn_horizon_days=st.integers(1, 3_650),
        season_factor=st.floats(0.2, 5),
        discount_rate=st.floats(0, 10),
        shared_contacts=st.lists(st.sampled_from(["a@b", "+649123", "till@x.org"]), unique=True).map(sorted).map(tuple),
        erasure_delay_hours=st.integers(0, 720),
        channel_sources=st.dictionaries(st.sampled_from(["web", "pos"]), st.sampled_from(["direct", "referral"])).map(
            lambda found: tuple(sorted(found.items()))
        ),
        rfm=st.builds(
            RfmBands,
            four(st.integers(0, 36_500), descending=False),
            four(st.integers(1, 1_000_000), descending=True),
            four(st.integers(0, 10**15), descending=True),
        ),
        venue=st.builds(
            VenueThresholds,
            st.integers(0, 10**15),
            st.integers(500, 1_000_000),
            st.integers(0, 499),
            st.integers(0, 100),
            st.integers(101, 200),
            st.integers(201, 36_500),
        ),
    ),
    exponent=st.sampled_from([0, 2, 3]),
)
def test_settings_given_back_as_they_are_shown_stay_as_they_are(custom: Settings, exponent: int) -> None:
    assert changed(Settings.defaults(exponent), as_given(custom, exponent), exponent) == custom


def test_a_document_of_nothing_but_unknown_keys_is_refused_at_once() -> None:
    before = process_time()

    faults = refused({f"dormantDay{number}": 1 for number in range(60_000)})

    assert len(faults) == 200
    assert len(refused({"rfm": {f"order{number}": 1 for number in range(60_000)}})) == 200
    assert process_time() - before < 5, "some hundred milliseconds; minutes where names are compared"
