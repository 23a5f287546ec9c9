"""Requests to DynamoDB a call: the benchmark's own counts, held to what the documentation promises."""

from __future__ import annotations

import pytest
from regulars.stores.limits import LIST_ROWS

from benchmarks.moto_stack import Made, moto_stack
from benchmarks.requests_made import SHARDS, calls, lists


@pytest.fixture(scope="module")
def made() -> dict[str, Made]:
    with moto_stack() as stack:
        return {name: one for name, one, _ in calls(stack)}


def test_a_single_customer_is_one_batch_and_one_query_a_megabyte(made: dict[str, Made]) -> None:
    assert made["GET customer with 10 orders"].text == "1 BatchGetItem, 1 Query"
    [big] = [one for name, one in made.items() if "MB" in name]
    assert big.text == "1 BatchGetItem, 3 Query"


def test_a_hundred_orders_share_all_but_their_own_record(made: dict[str, Made]) -> None:
    hundred = made["POST 100 orders of 40 customers"].requests
    assert hundred["PutItem"] <= 100
    assert hundred.total() - hundred["PutItem"] <= 14
    assert made["POST 1 order"].text == "4 BatchGetItem, 2 PutItem"


def test_customers_of_one_batch_share_its_reads(made: dict[str, Made]) -> None:
    assert made["projection of a batch of 10"].text == "3 BatchGetItem, 20 PutItem, 10 Query"
    assert made["projection of the same 10 again"].text == "3 BatchGetItem, 10 PutItem, 10 Query"


def test_a_list_is_at_most_a_request_a_shard_and_a_page_and_never_reads_past_its_bound() -> None:
    with moto_stack() as stack:
        for name, one, _ in lists(stack, customers=1_000):
            assert one.requests["Query"] - one.counting <= one.pages + SHARDS, name
            assert one.rows <= 2 * LIST_ROWS, name
            assert one.rows_counted <= LIST_ROWS, name
