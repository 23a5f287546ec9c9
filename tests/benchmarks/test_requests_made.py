"""Requests to DynamoDB a call: the benchmark's own counts, held to what the documentation promises."""

from __future__ import annotations

import math

import pytest
from regulars.lists import listing as list_module
from regulars.lists import walk as walk_module

from benchmarks.crowd import enter_crowd
from benchmarks.memory_tables import INDEXES
from benchmarks.moto_stack import Made, moto_stack
from benchmarks.requests_made import SHARDS, calls, lists
from benchmarks.units import item_bytes, read_units
from testing.builders import NOW_MS

CUSTOMERS = 1_000
# As 10 000 customers are to what is promised of so many.
TIMES = 10


@pytest.fixture(scope="module")
def made() -> dict[str, Made]:
    with moto_stack() as stack:
        return {name: one for name, one, _ in calls(stack)}


def test_a_single_customer_is_one_batch_and_one_query_a_megabyte_and_one_for_each_other_id(
    made: dict[str, Made],
) -> None:
    """Their orders name an address, whose guest is one person with them."""
    assert made["GET customer with 10 orders"].text == "2 BatchGetItem, 2 Query"
    [big] = [one for name, one in made.items() if "MB" in name]
    assert big.text == "2 BatchGetItem, 4 Query"


def test_a_hundred_orders_share_all_but_their_own_record(made: dict[str, Made]) -> None:
    hundred = made["POST 100 orders of 40 customers"].requests
    assert hundred["PutItem"] <= 100
    assert hundred["TransactWriteItems"] == 2, "20 customers' guests are claimed in one"
    assert hundred.total() - hundred["PutItem"] - hundred["TransactWriteItems"] <= 16
    again = made["POST the same 100 again"].requests
    assert again["TransactWriteItems"] == 0
    # The heads of the addresses' guests are one batch more.
    assert made["POST 1 order"].text == "6 BatchGetItem, 2 PutItem"


def test_customers_of_one_batch_share_its_reads(made: dict[str, Made]) -> None:
    assert made["projection of a batch of 10"].text == "4 BatchGetItem, 20 PutItem, 20 Query"
    assert made["projection of the same 10 again"].text == "4 BatchGetItem, 10 PutItem, 20 Query"


def test_a_list_is_at_most_a_request_a_shard_and_a_page_and_its_total_shares_its_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bound = CUSTOMERS * 5 // 6
    monkeypatch.setattr(walk_module, "LIST_ROWS", bound)
    monkeypatch.setattr(list_module, "LIST_ROWS", bound)
    with moto_stack() as stack:
        for name, one, _ in lists(stack, customers=CUSTOMERS):
            assert one.requests["Query"] - one.counting <= one.pages + SHARDS, name
            # One row more tells whether there are more, and the first of every shard is read whatever is left.
            assert one.rows + one.rows_counted <= bound + 1 + SHARDS, name


def test_a_first_page_costs_what_its_rows_do_and_a_total_is_counted_once_a_minute() -> None:
    with moto_stack() as stack:
        crowd = stack.tenant("crowd", shards=SHARDS)
        enter_crowd(stack.stores, crowd, CUSTOMERS, NOW_MS)
        stored = stack.stores.dynamodb.scan(TableName=stack.stores.names.facts_table, Limit=200)["Items"]
        listed = INDEXES["facts"]["by_last_order_1"].attributes
        entry_bytes = sum(item_bytes({name: item[name] for name in listed & set(item)}) for item in stored) / len(
            stored
        )

        def asked() -> tuple[Made, float]:
            made = stack.made(lambda: stack.call("GET", "/api/customers", crowd, now_ms=NOW_MS, query="limit=50"))
            return made, sum(read_units(math.ceil(rows * entry_bytes), consistent=False) for rows in made.scanned)

        cold, cold_units = asked()
        beside_a_kept_count, units = asked()

    # What is read for the page does not grow with the customers.
    assert units <= 40
    assert (beside_a_kept_count.counting, beside_a_kept_count.rows) == (0, cold.rows)
    assert cold.rows + cold.rows_counted == CUSTOMERS, "nobody twice"
    assert (cold_units - units) * TIMES + units <= 350
