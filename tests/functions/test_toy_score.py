"""One declaration, and every answer knows a score or a setting: those that no shop has are told wherever others are."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from testing.toy_score import LUCK, Luck

# Orders that count, by customer: an odd number is lucky.
ODD = ["bakery", "cafe-med", "kiosk", *(f"stall-{number}" for number in range(1, 7))]
EVEN = ["#1001/b", "deli", "roastery"]
SEVERAL_ORDERS = ["cafe-med", "deli", "roastery"]


@pytest.fixture(scope="module")
def said() -> Any:
    """What an API says whose registry has the toy's score."""
    done = subprocess.run([sys.executable, "-m", "testing.toy_score"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_list_and_a_single_customer_show_its_fields_by_their_kinds(said: Any) -> None:
    [row] = [row for row in said["list"] if row["contactID"] == "deli"]

    expected = {
        "luck": "unlucky",
        "isLucky": False,
        "charms": ["clover", "horseshoe"],
        "luckyNumber": 28,
        "luckyShare": 1.33,
    }
    assert {name: row["metrics"][name] for name in expected} == expected
    assert said["one"]["metrics"]["luckyNumber"] == 21
    assert "forgotten" not in row["metrics"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("luck=lucky", ODD),
        ("luck=unlucky", EVEN),
        ("luck=lucky,unlucky", sorted(EVEN + ODD)),
        ("isLucky=true", ODD),
        ("isLucky=false", EVEN),
        ("charm=horseshoe", SEVERAL_ORDERS),
        ("charm=clover", sorted(EVEN + ODD)),
        ("minLuckyNumber=8", SEVERAL_ORDERS),
        ("maxLuckyNumber=7", sorted({*EVEN, *ODD} - {*SEVERAL_ORDERS})),
        ("minLuckyShare=0.5", SEVERAL_ORDERS),
        ("luck=lucky&maxLuckyShare=0.5&segment=VIP,Active,Dormant,New", [one for one in ODD if one != "cafe-med"]),
    ],
)
def test_lists_filter_by_each_kind_and_together_with_other_filters(said: Any, query: str, expected: list[str]) -> None:
    assert said["filtered"][query] == expected


@pytest.mark.parametrize(
    ("query", "name", "message"),
    [
        ("luck=lukcy", "luck", "allowed are lucky, unlucky"),
        ("isLucky=maybe", "isLucky", "must be true or false"),
        ("charm=", "charm", "allowed are clover, horseshoe"),
        ("minLuckyNumber=x", "minLuckyNumber", "must be a whole number"),
        ("minLuckyShare=-1", "minLuckyShare", "must be 0 or more"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_with_its_name(said: Any, query: str, name: str, message: str) -> None:
    assert list(said["refused"][query]) == [name]
    assert message in said["refused"][query][name]


def test_a_single_customer_is_explained_beside_what_was_explained_before(said: Any) -> None:
    assert said["one"]["explanation"]["luck"] == {"value": "lucky", "orders": 3}
    assert {"segment", "purchaseFrequency", "luck"} <= set(said["one"]["explanation"])


def test_the_summary_counts_the_customers_with_orders(said: Any) -> None:
    summary = said["summary"]

    assert summary["luck"] == {"lucky": len(ODD), "unlucky": 2}
    assert summary["lucky"] == {"true": len(ODD), "false": 2}
    assert summary["charms"] == {"clover": len(ODD) + 2, "horseshoe": len(SEVERAL_ORDERS)}
    assert (summary["customers"], summary["noOrders"]) == (12, 1)


def test_a_night_has_counted_it_too(said: Any) -> None:
    [night] = [day for day in said["summary"]["history"] if day["recalculation"]]

    assert night["luck"] == said["summary"]["luck"]


def test_rules_of_own_segments_ask_its_fields(said: Any) -> None:
    assert said["rule"]["members"] == len(SEVERAL_ORDERS)
    assert said["rule"]["noPast"] == [
        {
            "field": f"criteria.rules[{number}]",
            "message": f"reads {name}, of which only today's value is known: such a rule has no past",
        }
        for number, name in enumerate(("luckyNumber", "charms"))
    ]
    assert '"const":"luckyNumber"' in said["rule schema"]


def test_a_preview_says_who_would_change(said: Any) -> None:
    preview = said["preview"]

    assert (preview["luckMoved"], preview["luckyMoved"], preview["moved"]) == (12, 12, 0)
    assert [(move["from"], move["to"], move["count"]) for move in preview["luckMoves"]] == [
        ("lucky", "unlucky", 9),
        ("unlucky", "lucky", 3),
    ]
    assert [(move["from"], move["to"], move["count"]) for move in preview["luckyMoves"]] == [
        ("true", "false", 9),
        ("false", "true", 3),
    ]


def test_the_description_of_the_api_has_its_parameters_and_shapes(said: Any) -> None:
    schemas = said["schemas"]
    metrics, summary = schemas["Metrics"]["properties"], schemas["SummaryWithHistory"]["properties"]

    assert said["parameters"]["luck"] == {"type": "array", "items": {"type": "string", "enum": list(Luck)}}
    assert said["parameters"]["isLucky"] == {"type": "boolean"}
    assert said["parameters"]["minLuckyNumber"]["type"] == "integer"
    assert metrics["luckyShare"]["anyOf"] == [{"type": "number"}, {"type": "null"}]
    assert {"luck", "lucky", "charms"} <= set(summary)
    assert {"luckMoved", "luckMoves", "luckyMoved", "luckyMoves"} <= set(schemas["SettingsPreview"]["properties"])
    assert "luck" in schemas["Explanation"]["required"]


@pytest.mark.parametrize("field", LUCK.fields, ids=lambda field: field.name)
def test_the_page_of_scores_has_its_rows(said: Any, field: Any) -> None:
    assert "## Luck" in said["page"]
    assert f"| `{field.name}` |" in said["page"]
    assert field.doc in said["page"]


def test_a_field_that_no_answer_shows_is_found_and_the_registry_has_no_other(said: Any) -> None:
    """Whoever declares a field shows it: in lists or what they filter by, in a summary, or by name in an answer."""
    assert said["unreached"] == ["forgotten"]


def test_a_declared_setting_is_read_changed_stored_and_put_back(said: Any) -> None:
    """Every answer follows at once: whoever has an order is lucky then."""
    setting = said["setting"]

    assert (setting["default"], setting["put"], setting["read"], setting["put back"]) == (100, 1, 1, 100)
    assert setting["unlucky"] == ["#1001/b"], "the one customer without orders"


def test_a_declared_settings_bounds_are_kept(said: Any) -> None:
    assert said["setting"]["refused"] == {"luckyFrom": "must be a whole number of orders from 1 to 100"}


def test_a_preview_tells_what_a_declared_setting_would_change(said: Any) -> None:
    preview = said["setting"]["preview"]

    assert [(move["from"], move["to"], move["count"]) for move in preview["luckMoves"]] == [("unlucky", "lucky", 2)]
    assert (preview["luckMoved"], preview["moved"]) == (2, 0)


def test_the_description_of_the_api_and_the_page_have_a_declared_setting(said: Any) -> None:
    given = said["schemas"]["SettingsChange"]["properties"]["luckyFrom"]

    assert said["schemas"]["Settings"]["properties"]["luckyFrom"]["description"] == "Lucky: so many orders."
    assert given["anyOf"] == [{"maximum": 100, "minimum": 1, "type": "integer"}, {"type": "null"}]
    assert "| `luckyFrom` | 100 | `luck` | Lucky: so many orders. |" in said["page"]
