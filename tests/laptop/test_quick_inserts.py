"""Quick inserts are read as MiniStack reads them, and take a fraction of the time."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from regulars.stores.dynamo import calls

from laptop.install import MINISTACK
from laptop.quick_inserts import Insert, insert

QUICK = Path(__file__).parents[2] / "laptop" / "quick_inserts.py"
pytestmark = pytest.mark.skipif(
    not (MINISTACK / "bin" / "python").exists(), reason="MiniStack is not installed: run the tests by `make test`"
)

# Reads each statement twice, MiniStack's way and the quick one, and prints what differs, and how long it took.
BOTH_WAYS = """
import importlib, importlib.util, itertools, json, sys, time
dynamodb = importlib.import_module("ministack.services.dynamodb")
spec = importlib.util.spec_from_file_location("quick_inserts", sys.argv[1])
quick = importlib.util.module_from_spec(spec)
spec.loader.exec_module(quick)
own = dynamodb.parse_partiql_statement
quick.quicken(dynamodb)

heads = ['INSERT INTO "t-1"', "INSERT INTO t", "insert into t", 'INSERT INTO "t"."u"', 'INSERT INTO ""', "INSERT"]
bodies = ["{'pk': ?}", "{'pk': ?, 'n': ?}", "{'n': ?, 'n': ?}", "{'pk': ?, 'n': 1}", "{'pk': {'n': ?}}", "{}", "?",
          "{'a b': ?}", "{'pk': ?} RETURNING ALL OLD *", "{'pk': ?", "{'pk': ?};", "{pk: ?}", "{'p''k': ?}"]
values = [{"S": "a"}, {"N": "1.50"}, {"B": "YQ=="}, {"M": {"n": {"N": "1"}}}, {"L": [{"NULL": True}]}, {"SS": ["a"]}]
given = [list(some) for count in range(3) for some in itertools.product(values, repeat=count)] + [None]

def asked(way, statement, parameters):
    try:
        return {name: value for name, value in way(statement, parameters).items() if name != "item_token"}
    except ValueError as refused:
        return str(refused)

different, count = [], 0
for head, body, parameters in itertools.product(heads, bodies, given):
    answers = [asked(way, f"{head} VALUE {body}", parameters) for way in (own, dynamodb.parse_partiql_statement)]
    count += 1
    if answers[0] != answers[1]:
        different.append([head, body, parameters, *answers])

def seconds(way):
    begun = time.perf_counter()
    for _ in range(2_000):
        way("INSERT INTO \\"t\\" VALUE {'pk': ?, 'sk': ?, 'n': ?}", [{"S": "p"}, {"S": "s"}, {"N": "1"}])
    return time.perf_counter() - begun

ratio = seconds(dynamodb.parse_partiql_statement) / seconds(own)
print(json.dumps({"different": different, "count": count, "ratio": ratio}))
"""


@pytest.fixture(scope="module")
def compared() -> Any:
    command = [str(MINISTACK / "bin" / "python"), "-P", "-c", BOTH_WAYS, str(QUICK)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def test_both_ways_read_the_same_of_every_form_of_a_statement_and_every_type_of_value(compared: Any) -> None:
    assert compared["different"] == []
    assert compared["count"] > 3_000


def test_the_quick_way_takes_less_than_a_fifth(compared: Any) -> None:
    assert compared["ratio"] < 0.2


def test_what_an_import_inserts_by_is_of_the_form() -> None:
    statement = calls._insert("regulars-Ledger", {"pk": {"S": "p"}, "written": {"N": "1"}})["Statement"]

    assert insert(statement) == Insert("regulars-Ledger", ["pk", "written"])
