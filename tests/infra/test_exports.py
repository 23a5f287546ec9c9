"""Who writes exports may do that and nothing else; who gives links may read them, and nothing that they are made of."""

from __future__ import annotations

from typing import Any

from testing.template.permissions import actions, may, statements


def test_who_writes_exports_reads_customers_and_writes_files_of_theirs_alone(template: Any) -> None:
    given = [one for one in statements(template, "WriteExports") if one["Effect"] == "Allow"]
    allowed = {action for one in given for action in actions(one)}

    assert {one for one in allowed if not one.startswith("logs:")} == {
        "dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem",
        "s3:AbortMultipartUpload", "s3:GetObject", "s3:ListBucket", "s3:PutObject",
    }  # fmt: skip
    for action in ("s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"):
        own = may(template, "WriteExports", action)
        assert all("/exports/*" in one or "/export-parts/*" in one for one in own), action
    assert all("/export-parts/*" in one for one in may(template, "WriteExports", "s3:GetObject"))
    written = may(template, "WriteExports", "dynamodb:UpdateItem")
    assert all("TablesTenants" in one for one in written)
    read = may(template, "WriteExports", "dynamodb:Query")
    assert {name for name in ("Facts", "Ledger", "Tenants") if any(f"Tables{name}" in one for one in read)} == {
        "Facts", "Ledger", "Tenants",
    }  # fmt: skip
    assert len(read) == 3


def test_links_are_given_by_who_may_read_files_and_not_their_pieces(template: Any) -> None:
    read = str(may(template, "Api", "s3:GetObject"))

    assert "/exports/*" in read
    assert "/export-parts/*" not in read
    assert "/exports/*" not in str(may(template, "Api", "s3:PutObject"))


def test_files_and_their_pieces_are_kept_as_long_as_the_documents_say(template: Any) -> None:
    rules = template.one("AWS::S3::Bucket", "ImportsBucket")["Properties"]["LifecycleConfiguration"]["Rules"]
    kept = {rule["Prefix"]: rule.get("ExpirationInDays") for rule in rules if "Prefix" in rule}

    assert (kept["exports/"], kept["export-parts/"]) == (7, 1)


def test_who_exports_a_person_reads_what_is_theirs_and_writes_files_alone(template: Any) -> None:
    for action in ("dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:Scan", "s3:DeleteObject"):
        assert may(template, "ExportPerson", action) == []
    assert all("TablesTenants" in one for one in may(template, "ExportPerson", "dynamodb:UpdateItem"))
    read = str(may(template, "ExportPerson", "s3:GetObject"))
    assert "/refused/*" in read
    assert "/uploads/*" not in read
    written = str(may(template, "ExportPerson", "s3:PutObject"))
    assert "/exports/*" in written
    assert "/refused/*" not in written
