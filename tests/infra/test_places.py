"""Every table, bucket and prefix of the stack stands in the list by which tenants and persons are erased."""

from __future__ import annotations

import inspect
from typing import Any

from regulars.config import PLAIN
from regulars.stores import keys
from regulars.stores.places import COPIES, PREFIXES, TABLES

TENANT = "acme"
COPY = {copy.name: copy for copy in COPIES}
BUCKETS = {"ImportsBucket": "PREFIXES", "FailuresBucket": "the copy 'failed batches'"}
"""Where each bucket of the stack stands in the list."""


def test_every_table_of_the_stack_stands_in_the_list(template: Any) -> None:
    made = {id_[len("Tables") : -8].lower() for id_ in template.of_type("AWS::DynamoDB::Table")}
    told = {name.removesuffix("_table") for name in PLAIN if name.endswith("_table")}

    assert {table.name for table in TABLES} == made == told


def test_tables_of_record_move_with_their_tenant_and_what_is_made_anew_does_not(template: Any) -> None:
    kept = {
        id_[len("Tables") : -8].lower()
        for id_, table in template.of_type("AWS::DynamoDB::Table").items()
        if table["DeletionPolicy"] != "Delete"
    }

    assert {table.name for table in TABLES if table.moves} == kept


def test_a_tenants_items_are_told_by_their_keys_but_where_the_list_says_otherwise(template: Any) -> None:
    for id_, table in template.of_type("AWS::DynamoDB::Table").items():
        keyed = next(one.keyed for one in TABLES if one.name == id_[len("Tables") : -8].lower())
        assert keyed == (table["Properties"]["KeySchema"][0]["AttributeName"] == "pk"), id_


def test_every_bucket_of_the_stack_stands_in_the_list(template: Any) -> None:
    assert {id_[:-8].removesuffix("Bucket") + "Bucket" for id_ in template.of_type("AWS::S3::Bucket")} == BUCKETS.keys()


def test_every_key_of_an_object_begins_with_a_prefix_of_the_list_and_its_tenant() -> None:
    found = set()
    for name, make in inspect.getmembers(keys, inspect.isfunction):
        if name.endswith("_object") and not name.startswith("split_"):
            key = make(*[TENANT, *[0 if p.annotation == "int" else "x" for p in parameters(make)[1:]]])
            [prefix] = [one for one in PREFIXES if key.startswith(one.of(TENANT))]
            found.add(prefix)

    assert found == set(PREFIXES)


def parameters(function: Any) -> list[inspect.Parameter]:
    return list(inspect.signature(function).parameters.values())


def test_objects_are_kept_as_long_as_the_list_says(template: Any) -> None:
    rules = template.one("AWS::S3::Bucket", "ImportsBucket")["Properties"]["LifecycleConfiguration"]["Rules"]
    days = {rule["Prefix"]: rule.get("ExpirationInDays") for rule in rules if "Prefix" in rule}

    assert days == {f"{prefix.name}/": prefix.days for prefix in PREFIXES}


def test_copies_are_gone_when_the_list_says(template: Any) -> None:
    queues = {queue["Properties"].get("MessageRetentionPeriod", 345_600) for queue in of(template, "AWS::SQS::Queue")}
    logs = {group["Properties"]["RetentionInDays"] for group in of(template, "AWS::Logs::LogGroup")}
    [archive] = of(template, "AWS::Events::Archive")
    failures = template.one("AWS::S3::Bucket", "FailuresBucket")["Properties"]["LifecycleConfiguration"]["Rules"]

    assert max(queues) == COPY["queues and dead letters"].days * 86_400
    assert max(logs) == COPY["logs"].days
    assert archive["Properties"]["RetentionDays"] == COPY["archive of events"].days
    assert [rule["ExpirationInDays"] for rule in failures if "ExpirationInDays" in rule] == [
        COPY["failed batches"].days
    ]


def of(template: Any, kind: str) -> list[Any]:
    return list(template.of_type(kind).values())
