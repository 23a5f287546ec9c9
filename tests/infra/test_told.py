"""An alarm that reaches nobody is none: from each alarm over its action to the topic, and who may write to that."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from regulars.job_kinds import KINDS

from infra.deployment import Deployment
from testing.template.synthesis import Template, synthesise

RUNBOOK = Path(__file__).parents[2] / "docs" / "runbook.md"
TOPIC, POLICY = "AWS::SNS::Topic", "AWS::SNS::TopicPolicy"


def alarms(template: Template) -> list[dict[str, Any]]:
    return [alarm["Properties"] for alarm in template.of_type("AWS::CloudWatch::Alarm").values()]


def allowed(template: Template, topic: str, service: str) -> list[dict[str, Any]]:
    """The statements of the topic's policy that let a service publish to it."""
    return [
        statement
        for policy in template.of_type(POLICY).values()
        if {"Ref": topic} in policy["Properties"]["Topics"]
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
        and statement["Principal"] == {"Service": service}
        and statement["Action"] == "sns:Publish"
        and statement["Resource"] == {"Ref": topic}
    ]


def test_every_alarm_reaches_a_topic_whose_policy_lets_alarms_of_this_stack_in(template: Any) -> None:
    for alarm in alarms(template):
        assert alarm.get("ActionsEnabled", True)
        [action] = alarm["AlarmActions"]
        topic = action["Ref"]
        assert topic in template.of_type(TOPIC)
        [statement] = allowed(template, topic, "cloudwatch.amazonaws.com")
        assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
        source = statement["Condition"]["ArnLike"]["aws:SourceArn"]["Fn::Join"][1]
        assert "".join(map(str, source)).endswith(":cloudwatch:eu-central-1:123456789012:alarm:Regulars-*")
        assert "AlarmName" not in alarm  # CloudFormation then begins the name with the stack's


def test_the_topic_still_refuses_plain_http(template: Any) -> None:
    [policy] = template.of_type(POLICY).values()
    denied = [s for s in policy["Properties"]["PolicyDocument"]["Statement"] if s["Effect"] == "Deny"]

    assert [s["Condition"] for s in denied] == [{"Bool": {"aws:SecureTransport": "false"}}]


def test_a_laptops_alarms_reach_their_topic_too(laptop_template: Any) -> None:
    test_every_alarm_reaches_a_topic_whose_policy_lets_alarms_of_this_stack_in(laptop_template)


def test_the_address_and_the_budget_hang_on_the_same_topic(tmp_path: Path) -> None:
    own = synthesise(tmp_path, Deployment(alarm_email="ops@example.com", monthly_budget=50))

    [topic] = own.of_type(TOPIC)
    [subscription] = own.of_type("AWS::SNS::Subscription").values()
    assert subscription["Properties"]["Endpoint"] == "ops@example.com"
    assert subscription["Properties"]["TopicArn"] == {"Ref": topic}
    [budget] = own.of_type("AWS::Budgets::Budget").values()
    assert budget["Properties"]["Budget"]["BudgetLimit"] == {"Amount": 50, "Unit": "USD"}
    told = budget["Properties"]["NotificationsWithSubscribers"]
    assert [one["Notification"]["Threshold"] for one in told] == [100, 80, 100]
    assert all(one["Subscribers"] == [{"SubscriptionType": "SNS", "Address": {"Ref": topic}}] for one in told)
    assert len(allowed(own, topic, "budgets.amazonaws.com")) == 1


def test_no_budget_on_a_laptop(tmp_path: Path) -> None:
    own = synthesise(tmp_path, Deployment(laptop=True, monthly_budget=50))

    assert "AWS::Budgets" not in str(own.body)


def test_the_runbook_has_an_entry_for_every_alarm_and_for_no_other(template: Any) -> None:
    entries = set(re.findall(r"^\| `([^`]+)`", RUNBOOK.read_text("utf-8"), re.MULTILINE))
    called = {entry_of(alarm["AlarmDescription"], template) for alarm in alarms(template)}

    assert entries == called


def entry_of(description: str, template: Template) -> str:
    """`<function> errors` of `Regulars: api errors (docs/runbook.md)`."""
    name = description.removeprefix("Regulars: ").removesuffix(" (docs/runbook.md)")
    functions = {re.sub(r"(?<!^)(?=[A-Z])", "_", one).lower() for one in template.functions()}
    first, _, rest = name.partition(" ")
    if first in functions and rest in ("errors", "throttles"):
        return f"<function> {rest}"
    if rest in ("throttled", "faults"):
        return f"<table> {rest}"
    if rest in ("dead letters", "oldest message"):
        return f"<queue> {rest}"
    if first in {"schedule", *(kind.machine for kind in KINDS)} and "stream" not in rest:
        return f"<machine> {rest}"
    return name
