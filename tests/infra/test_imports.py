"""Uploads, and the machine that takes them in."""

from __future__ import annotations

import json
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from regulars.stores import keys

from infra.deployment import Deployment
from testing.template.permissions import may, statements
from testing.template.synthesis import synthesise


def definition(template: Any) -> dict[str, Any]:
    """The machine's definition; what CloudFormation fills in stands as `?`."""
    text = template.one("AWS::StepFunctions::StateMachine", "ImportMachine")["Properties"]["DefinitionString"]
    parts = text["Fn::Join"][1]
    loaded = json.loads("".join(part if isinstance(part, str) else "?" for part in parts))
    assert isinstance(loaded, dict)
    return loaded


def test_uploads_refused_rows_and_the_lake_are_kept_a_month_parts_a_day_and_nights_two(template: Any) -> None:
    rules = template.one("AWS::S3::Bucket", "ImportsBucket")["Properties"]["LifecycleConfiguration"]["Rules"]

    assert {rule["Prefix"]: rule.get("ExpirationInDays") for rule in rules if "Prefix" in rule} == {
        "uploads/": 30,
        "refused/": 30,
        "parts/": 1,
        "nights/": 2,
        "answers/": 35,
        "export-parts/": 1,
        "exports/": 7,
        "erasures/": 60,
        "lake/": 30,
        "catalogue/": None,
    }


def test_the_bucket_is_versioned_and_closed(template: Any) -> None:
    bucket = template.one("AWS::S3::Bucket", "ImportsBucket")["Properties"]

    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert all(bucket["PublicAccessBlockConfiguration"].values())


def test_an_upload_starts_the_function(template: Any) -> None:
    rule = template.one("AWS::Events::Rule", "Uploaded")["Properties"]

    assert rule["EventPattern"]["detail"]["object"] == {"key": [{"prefix": "uploads/"}]}
    assert "ImportOrders" in str(rule["Targets"][0]["Arn"])


def test_an_import_that_broke_down_gives_its_turn_on(template: Any) -> None:
    rule = template.one("AWS::Events::Rule", "Broken")["Properties"]
    [machine] = [id_ for id_ in template.of_type("AWS::StepFunctions::StateMachine") if "ImportMachine" in id_]

    assert rule["EventPattern"] == {
        "source": ["aws.states"],
        "detail-type": ["Step Functions Execution Status Change"],
        "detail": {"stateMachineArn": [{"Ref": machine}], "status": ["FAILED", "TIMED_OUT", "ABORTED"]},
    }
    assert "ImportOrders" in str(rule["Targets"][0]["Arn"])
    [permission] = [
        p["Properties"]
        for p in template.of_type("AWS::Lambda::Permission").values()
        if "ImportMachineBroken" in str(p["Properties"].get("SourceArn"))
    ]
    assert (permission["Principal"], permission["Action"]) == ("events.amazonaws.com", "lambda:InvokeFunction")


def test_who_gives_turns_may_write_them_and_start_and_look_at_executions(template: Any) -> None:
    """The API and the imports' function: the item's key is none that is denied, and no tenant's."""
    key = keys.job_turns("import")["pk"]
    for function in ("Api", "ImportOrders"):
        denied = [s["Condition"] for s in statements(template, function) if s["Effect"] == "Deny"]
        never = [one for condition in denied for one in condition["ForAnyValue:StringLike"]["dynamodb:LeadingKeys"]]
        assert [one for one in never if fnmatch(key, one)] == []
        assert "TablesTenants" in str(may(template, function, "dynamodb:UpdateItem"))
        assert "TablesTenants" in str(may(template, function, "dynamodb:GetItem"))
        for action in ("states:StartExecution", "states:DescribeExecution"):
            assert "-imports" in str(may(template, function, action))


def test_settle_and_report_run_after_a_failure_too(template: Any) -> None:
    states = definition(template)["States"]

    assert states["Split"]["Catch"][0]["Next"] == "Settle"
    assert states["Every part"]["Catch"][0]["Next"] == "Settle"
    assert states["Settle"]["Catch"][0]["Next"] == "Report"
    assert states["Report"]["Next"] == "Failed?"


def test_at_most_four_parts_load_at_once(template: Any) -> None:
    assert definition(template)["States"]["Every part"]["MaxConcurrency"] == 4


def test_a_part_loads_until_it_says_that_it_is_done(template: Any) -> None:
    states = definition(template)["States"]["Every part"]["ItemProcessor"]["States"]

    assert states["Part done?"]["Default"] == "Load"
    assert states["Part done?"]["Choices"][0]["Variable"] == "$.next.done"


def test_the_dashboard_may_upload_and_pages_of_named_origins(template: Any, tmp_path: Path) -> None:
    own = synthesise(tmp_path, Deployment(origins=("https://shop.example.com",)))

    [alone] = template.one("AWS::S3::Bucket", "ImportsBucket")["Properties"]["CorsConfiguration"]["CorsRules"]
    [address] = alone["AllowedOrigins"]
    assert "ApiEndpoint" in str(address)
    [rule] = own.one("AWS::S3::Bucket", "ImportsBucket")["Properties"]["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedOrigins"][1:] == ["https://shop.example.com"]
    assert "ApiEndpoint" in str(rule["AllowedOrigins"][0])
