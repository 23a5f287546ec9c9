"""What can be rebuilt may go with the stack; everything else is kept, backed up and protected."""

from __future__ import annotations

from typing import Any

import pytest

OF_RECORD = ("Ledger", "Registry", "Evaluations", "Tenants")
REBUILT = ("Facts", "Requests", "Deliveries")


@pytest.mark.parametrize("name", OF_RECORD)
def test_a_table_of_record_survives_the_stack(template: Any, name: str) -> None:
    table = template.one("AWS::DynamoDB::Table", f"Tables{name}")

    assert table["DeletionPolicy"] == "RetainExceptOnCreate"
    assert table["UpdateReplacePolicy"] == "Retain"
    assert table["Properties"]["DeletionProtectionEnabled"] is True
    assert table["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


@pytest.mark.parametrize("name", REBUILT)
def test_what_can_be_rebuilt_goes_with_the_stack_and_forgets(template: Any, name: str) -> None:
    table = template.one("AWS::DynamoDB::Table", f"Tables{name}")

    assert table["DeletionPolicy"] == "Delete"
    assert table["Properties"]["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}


def test_lookups_go_with_the_stack_and_leave_by_removal_alone(template: Any) -> None:
    table = template.one("AWS::DynamoDB::Table", "TablesLookups")

    assert table["DeletionPolicy"] == "Delete"
    assert "TimeToLiveSpecification" not in table["Properties"]


@pytest.mark.parametrize("name", [*OF_RECORD, *REBUILT, "Lookups"])
def test_every_table_is_on_demand(template: Any, name: str) -> None:
    table = template.one("AWS::DynamoDB::Table", f"Tables{name}")

    assert table["Properties"]["BillingMode"] == "PAY_PER_REQUEST"


def test_ledger_facts_and_evaluations_have_a_stream_and_no_other_table_has(template: Any) -> None:
    streams = {
        id_.removeprefix("Tables")[:5]: table["Properties"]["StreamSpecification"]["StreamViewType"]
        for id_, table in template.of_type("AWS::DynamoDB::Table").items()
        if "StreamSpecification" in table["Properties"]
    }

    assert streams == {"Ledge": "NEW_IMAGE", "Facts": "NEW_AND_OLD_IMAGES", "Evalu": "NEW_AND_OLD_IMAGES"}


def test_both_list_indexes_stand_on_the_rows_partition_key(template: Any) -> None:
    indexes = template.one("AWS::DynamoDB::Table", "TablesFacts")["Properties"]["GlobalSecondaryIndexes"]

    keys = {index["IndexName"]: [key["AttributeName"] for key in index["KeySchema"]] for index in indexes}
    assert keys == {"by_last_order_1": ["pk", "last_order_key"], "by_spend_1": ["pk", "spend_key"]}


def test_an_index_holds_what_a_page_needs_and_no_long_timeline(template: Any) -> None:
    indexes = template.one("AWS::DynamoDB::Table", "TablesFacts")["Properties"]["GlobalSecondaryIndexes"]

    for index in indexes:
        assert set(index["Projection"]["NonKeyAttributes"]) == {"v", "facts", "timeline"}
