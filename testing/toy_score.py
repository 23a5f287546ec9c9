"""A score and a setting that no shop has, declared before anything else is imported: what do the answers make of them?

`python -m testing.toy_score` prints as its last line, in JSON, what the API, its description and the page of scores
say, and which fields of the registry no answer shows. A process of its own: answers are compiled at import.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from regulars.dataclass import dataclass
from regulars.facts.customer import CustomerFacts
from regulars.scoring import scores
from regulars.scoring import settings as settings_module
from regulars.scoring.explain import Explanation, integer, text
from regulars.scoring.fields import Counted, Field, Filter, Kind, Operator, Previewed, Score, at_least_and_at_most
from regulars.scoring.setting import setting
from regulars.scoring.setting_types import Whole
from regulars.scoring.settings import Settings


class Luck(StrEnum):
    LUCKY = "lucky"
    UNLUCKY = "unlucky"


class Charm(StrEnum):
    CLOVER = "clover"
    HORSESHOE = "horseshoe"


@dataclass(frozen=True, slots=True, kw_only=True)
class LuckySettings(Settings):
    """The settings with one more."""

    lucky_from: int = setting(
        Whole(1, 100, "a whole number of orders"), 100, "Lucky: so many orders.", re_derives=("luck",)
    )


def _compute(facts: CustomerFacts, settings: Settings, _now_ms: int) -> Luck:
    """An odd number of orders is lucky; where `newDays` is odd, an even one; from `luckyFrom` on, every number."""
    assert isinstance(settings, LuckySettings)
    orders = facts.purchases.order_count
    return Luck.LUCKY if orders >= settings.lucky_from or (orders + settings.new_days) % 2 else Luck.UNLUCKY


def _explain(facts: CustomerFacts, scores: Any, settings: Settings) -> Mapping[str, Explanation]:
    return {"luck": {"value": text(scores.luck), "orders": integer(facts.purchases.order_count)}}


def _charms(facts: CustomerFacts, _scores: Any) -> frozenset[Charm]:
    return frozenset(Charm) if facts.purchases.order_count > 1 else frozenset({Charm.CLOVER})


LUCK = Score(
    "luck",
    "Luck",
    (
        Field(
            "luck",
            Kind.ENUMERATION,
            None,
            lambda facts, scores: scores.luck,
            doc="Whether the customer is lucky.",
            values=Luck,
            in_lists=True,
            filters=(Filter("luck", Operator.ONE_OF, "Only these kinds of luck."),),
            counted=Counted("luck", totals=True),
            previewed=Previewed("luckMoved", "luckMoves", "Customers whose luck would change."),
        ),
        Field(
            "isLucky",
            Kind.BOOLEAN,
            None,
            lambda facts, scores: scores.luck is Luck.LUCKY,
            doc="The same in a word.",
            in_lists=True,
            filters=(Filter("isLucky", Operator.IS, "Only the lucky, or only the others."),),
            counted=Counted("lucky"),
            previewed=Previewed("luckyMoved", "luckyMoves", "Customers who would become lucky or not."),
        ),
        Field(
            "charms",
            Kind.SET,
            None,
            _charms,
            doc="What the customer carries.",
            values=Charm,
            in_lists=True,
            filters=(Filter("charm", Operator.HAS_ANY, "Only customers with one of these charms."),),
            counted=Counted("charms"),
        ),
        Field(
            "luckyNumber",
            Kind.INTEGER,
            None,
            lambda facts, scores: facts.purchases.order_count * 7,
            doc="Seven times the orders.",
            in_lists=True,
            filters=at_least_and_at_most("LuckyNumber", "The lucky number"),
        ),
        Field(
            "luckyShare",
            Kind.NUMBER,
            None,
            lambda facts, scores: facts.purchases.order_count / 3,
            doc="A third of the orders.",
            in_lists=True,
            filters=at_least_and_at_most("LuckyShare", "The lucky share"),
            decimals=2,
        ),
        Field("forgotten", Kind.TEXT, None, lambda facts, scores: "nobody asks", doc="In no answer at all."),
    ),
    compute=_compute,
    explain=_explain,
)
_READ: set[str] = set()


def _noted(field: Field) -> Field:
    """The field, which writes its name down when somebody reads it."""

    def read(facts: CustomerFacts, scores: Any) -> Any:
        _READ.add(field.name)
        return field.read(facts, scores)

    return replace(field, read=read)


def register() -> None:
    """Declares score and setting. Raises `RuntimeError` where answers are compiled from what is declared already."""
    if "regulars.scoring.derive" in sys.modules:
        raise RuntimeError("the registry has been read already: this needs a process of its own")
    scores.SCORES = tuple(replace(score, fields=tuple(map(_noted, score.fields))) for score in (*scores.SCORES, LUCK))
    settings_module.Settings = LuckySettings  # type: ignore[misc]


def answers() -> dict[str, Any]:
    """What is said wherever scores are told: lists, filters, one customer, summary, preview, schemas, docs."""
    from regulars.http.customers.filters import PARAMS
    from regulars.scoring.derive import FIELDS

    from openapi.examples import NOW_MS
    from openapi.schemas import schemas
    from openapi.scores import page
    from openapi.shop import open_shop
    from testing.api.client import Client

    with open_shop(night=True) as shop:
        api = Client(shop.application, shop.tenant.id, now_ms=NOW_MS)
        own = f"/customers/venue/{shop.tenant.id}"
        said: dict[str, Any] = {
            "summary": api.get("/api/customers/summary").data,
            "preview": api.post("/api/settings/preview", {"newDays": 31}).data,
            "rule": api.post("/api/customers/segments", {"action": "preview", "criteria": RULE}).data,
            "rule schema": api.send("GET", "/schemas/segment-rule.json", claims={}).text,
            "filtered": {query: _ids(api.send("GET", "/api/customers", query=query).json) for query in QUERIES},
            "refused": {query: api.send("GET", "/api/customers", query=query).errors for query in REFUSED},
        }
        # A summary reads what it counts and a filter what it compares: only what an answer shows is reached.
        _READ.clear()
        said["list"] = api.get("/api/customers").data
        said["one"] = api.get("/api/customers/cafe-med", explain="true").data
        for path in (
            "/api/customers/rfm",
            "/api/customers/analytics",
            f"{own}/cafe-med",
            f"{own}/cafe-med/clv",
            "/api/v1/customers/cafe-med/intelligence",
        ):
            assert api.get(path).status == 200
        said["setting"] = _setting(api)
    # What lists filter by is shown by who is in them.
    shown = {field.name for field in FIELDS if field.filters or (field.counted and field.counted.shown_as)}
    said["unreached"] = sorted({field.name for field in FIELDS} - _READ - shown)
    said["parameters"] = {param.name: {**param.schema} for param in PARAMS}
    said["schemas"] = {
        name: schemas()[name]
        for name in ("Metrics", "Explanation", "SummaryWithHistory", "SettingsPreview", "Settings", "SettingsChange")
    }
    said["page"] = page()
    return said


def _setting(api: Any) -> dict[str, Any]:
    """What the API says of the setting, and what a change of it does."""
    said = {
        "default": api.get("/api/settings").data["luckyFrom"],
        "refused": api.post("/api/settings/preview", {"luckyFrom": 101}).errors,
        "preview": api.post("/api/settings/preview", {"luckyFrom": 1}).data,
        "put": api.put("/api/settings", {"luckyFrom": 1}, if_match='"0"').data["luckyFrom"],
        "read": api.get("/api/settings").data["luckyFrom"],
        "unlucky": _ids(api.send("GET", "/api/customers", query="luck=unlucky").json),
    }
    said["put back"] = api.put("/api/settings", {"luckyFrom": None}, if_match='"1"').data["luckyFrom"]
    return said


def _ids(answer: Any) -> list[str]:
    return sorted(row["contactID"] for row in answer["data"])


RULE = {
    "combinator": "and",
    "rules": [
        {"field": "luckyNumber", "operator": "at_least", "value": 8},
        {"field": "charms", "operator": "has_all", "value": ["clover", "horseshoe"]},
    ],
}
QUERIES = (
    "luck=lucky",
    "luck=unlucky",
    "luck=lucky,unlucky",
    "isLucky=true",
    "isLucky=false",
    "charm=horseshoe",
    "charm=clover",
    "minLuckyNumber=8",
    "maxLuckyNumber=7",
    "minLuckyShare=0.5",
    "luck=lucky&maxLuckyShare=0.5&segment=VIP,Active,Dormant,New",
)
REFUSED = ("luck=lukcy", "isLucky=maybe", "charm=", "minLuckyNumber=x", "minLuckyShare=-1")

if __name__ == "__main__":
    register()
    print(json.dumps(answers()))
