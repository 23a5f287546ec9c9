"""Quick inserts are read as MiniStack reads them, and take a fraction of the time."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.stores.dynamo import calls

from laptop.quick_inserts import Insert, insert
from testing.deployed.both_ways import IF_INSTALLED, both_ways

pytestmark = IF_INSTALLED

SCRIPT = """
heads = ['INSERT INTO "t-1"', "INSERT INTO t", "insert into t", 'INSERT INTO "t"."u"', 'INSERT INTO ""', "INSERT"]
bodies = ["{'pk': ?}", "{'pk': ?, 'n': ?}", "{'n': ?, 'n': ?}", "{'pk': ?, 'n': 1}", "{'pk': {'n': ?}}", "{}", "?",
          "{'a b': ?}", "{'pk': ?} RETURNING ALL OLD *", "{'pk': ?", "{'pk': ?};", "{pk: ?}", "{'p''k': ?}"]
values = [{"S": "a"}, {"N": "1.50"}, {"B": "YQ=="}, {"M": {"n": {"N": "1"}}}, {"L": [{"NULL": True}]}, {"SS": ["a"]}]
given = [list(some) for count in range(3) for some in itertools.product(values, repeat=count)] + [None]

def questions():
    for head, body, parameters in itertools.product(heads, bodies, given):
        yield f"{head} VALUE {body}", parameters

def asked(way, question):
    try:
        return {name: value for name, value in way(*question).items() if name != "item_token"}
    except ValueError as refused:
        return str(refused)

def often(way):
    way("INSERT INTO \\"t\\" VALUE {'pk': ?, 'sk': ?, 'n': ?}", [{"S": "p"}, {"S": "s"}, {"N": "1"}])
"""


@pytest.fixture(scope="module")
def compared() -> Any:
    return both_ways("quick_inserts", "parse_partiql_statement", SCRIPT)


def test_both_ways_read_the_same_of_every_form_of_a_statement_and_every_type_of_value(compared: Any) -> None:
    assert compared["different"] == []
    assert compared["count"] > 3_000


def test_the_quick_way_takes_less_than_a_fifth(compared: Any) -> None:
    assert compared["ratio"] < 0.2


def test_what_an_import_inserts_by_is_of_the_form() -> None:
    statement = calls._insert("regulars-Ledger", {"pk": {"S": "p"}, "written": {"N": "1"}})["Statement"]

    assert insert(statement) == Insert("regulars-Ledger", ["pk", "written"])
