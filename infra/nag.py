"""Where a rule of cdk-nag is broken on purpose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aws_cdk import Acknowledgment, Stack, Validations
from constructs import IConstruct


def accept(construct: IConstruct, rule: str, reason: str) -> None:
    """Accepts one finding (`rule`, or `rule[finding]`) below `construct`, and says why."""
    Validations.of(construct).acknowledge(Acknowledgment(id=rule, reason=reason))


def accept_wildcards(construct: IConstruct, resources: Iterable[str], reason: str) -> None:
    """Accepts each of these ARNs that holds a `*` in the policies below `construct`."""
    stack = Stack.of(construct)
    for resource in resources:
        text = _as_nag_writes(stack.resolve(resource))
        if "*" in text:
            accept(construct, f"AwsSolutions-IAM5[Resource::{text}]", reason)
        if text == "*":
            accept(construct, "Serverless::Serverless-LambdaStarPermissions", reason)


def _as_nag_writes(arn: Any) -> str:
    """`<LogicalId.Arn>/uploads/*`: how cdk-nag spells an ARN that CloudFormation puts together."""
    match arn:
        case str():
            return arn
        case {"Fn::Join": [separator, parts]}:
            return str(separator).join(_as_nag_writes(part) for part in parts)
        case {"Fn::GetAtt": [logical_id, attribute]}:
            return f"<{logical_id}.{attribute}>"
        case {"Ref": logical_id}:
            return f"<{logical_id}>"
        case _:
            raise ValueError(f"not an ARN: {arn}")
