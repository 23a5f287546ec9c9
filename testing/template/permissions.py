"""What functions' roles allow."""

from __future__ import annotations

from typing import Any


def statements(template: Any, function: str) -> list[dict[str, Any]]:
    role = template.one("AWS::IAM::Role", f"Lambda{function}Role")
    assert "ManagedPolicyArns" not in role["Properties"]
    return [s for policy in role["Properties"]["Policies"] for s in policy["PolicyDocument"]["Statement"]]


def actions(statement: dict[str, Any]) -> list[str]:
    action = statement["Action"]
    return [action] if isinstance(action, str) else action


def may(template: Any, function: str, action: str) -> list[str]:
    """The resources on which a function may do this, as text."""
    found = statements(template, function)
    return [str(s["Resource"]) for s in found if s["Effect"] == "Allow" and action in actions(s)]


BY_AWS = {
    "logs:CreateLogStream": "the function's log, written by Lambda",
    "logs:PutLogEvents": "the function's log, written by Lambda",
    "sqs:ReceiveMessage": "a queue, read by Lambda",
    "sqs:DeleteMessage": "a queue, read by Lambda",
    "sqs:GetQueueAttributes": "a queue, read by Lambda",
    "dynamodb:DescribeStream": "a stream, read by Lambda",
    "dynamodb:GetRecords": "a stream, read by Lambda",
    "dynamodb:GetShardIterator": "a stream, read by Lambda",
    "dynamodb:ListStreams": "a stream, read by Lambda",
}
"""What AWS does with a function's role, without a call of ours."""
