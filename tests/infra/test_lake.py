"""The lake: off by itself; where it is on, nights are told, and Athena has a table of every field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from regulars.people.columns import BY_NAME

from infra.deployment import Deployment
from testing.template.parts import variables
from testing.template.permissions import may
from testing.template.synthesis import synthesise


def test_without_the_option_there_is_no_table_and_no_night_leaves_a_lake(template: Any) -> None:
    assert template.of_type("AWS::Glue::Table") == {}
    assert not [name for name in template.functions() if "LAKE" in variables(template, name)]


def test_with_it_nights_leave_one_and_athena_has_a_table_of_every_field(tmp_path: Path) -> None:
    template = synthesise(tmp_path, Deployment(lake=True, lake_days=7, night_zone="UTC", stack="Lake"))

    assert [name for name in template.functions() if "LAKE" in variables(template, name)] == [
        "Recalculate",
        "Summarise",
    ]
    [table] = [one["Properties"]["TableInput"] for one in template.of_type("AWS::Glue::Table").values()]
    columns = {one["Name"]: one["Type"] for one in table["StorageDescriptor"]["Columns"]}
    assert set(columns) == {"asof", *(name.lower() for name in BY_NAME)}
    assert (columns["ordercount"], columns["tags"], columns["totalspend"]) == ("bigint", "array<string>", "string")
    serde = table["StorageDescriptor"]["SerdeInfo"]["Parameters"]
    assert serde["mapping.ordercount"] == "orderCount"
    assert [one["Name"] for one in table["PartitionKeys"]] == ["tenant", "day"]
    assert "lake/${tenant}/day=${day}/" in str(table["Parameters"]["storage.location.template"])
    assert len(template.of_type("AWS::Glue::Database")) == 1
    assert days_kept(template) == [7], "as lakeDays says"


def days_kept(template: Any) -> list[int]:
    rules = template.one("AWS::S3::Bucket", "ImportsBucket")["Properties"]["LifecycleConfiguration"]["Rules"]
    return [rule["ExpirationInDays"] for rule in rules if rule.get("Prefix") == "lake/"]


def test_what_lies_in_it_goes_after_thirty_days(template: Any) -> None:
    assert days_kept(template) == [30]


def test_nights_write_it_an_erasure_rewrites_it_and_nobody_else_reads_it(template: Any) -> None:
    def who(action: str) -> list[str]:
        return [name for name in template.functions() if any("lake/*" in one for one in may(template, name, action))]

    assert who("s3:PutObject") == ["ErasePerson", "Recalculate", "Summarise"]
    assert who("s3:GetObject") == ["ErasePerson"]
