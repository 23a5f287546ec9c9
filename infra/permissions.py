"""What a function may do: lines of actions and ARNs, as its role gets them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aws_cdk import aws_iam as iam

KEY_WRITES = ("dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem")


@dataclass(frozen=True, slots=True)
class Allowed:
    """One line of a function's list of permissions; `never` and `only` are partition keys, with `*` at their end."""

    actions: Sequence[str]
    resources: Sequence[str]
    why: str
    never: str | None = None
    only: str | None = None


def allow(actions: Sequence[str], *resources: str, why: str = "") -> Allowed:
    """These actions on these ARNs; `why` is owed where an ARN holds a `*`."""
    return Allowed(actions, resources, why)


def write_tenants(actions: Sequence[str], table_arn: str) -> Allowed:
    """Writes of a tenant's own records. Only the operator writes the directory of tenants and members: `~*`."""
    return Allowed(actions, [table_arn], "", never="~*")


def write_probe(table_arn: str) -> Allowed:
    """The hidden tenant of the probe, and nothing else."""
    return Allowed(["dynamodb:PutItem"], [table_arn], "", only="~probe")


def statements(line: Allowed) -> Iterator[iam.PolicyStatement]:
    only = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [line.only]}} if line.only else None
    yield iam.PolicyStatement(actions=list(line.actions), resources=list(line.resources), conditions=only)
    if line.never:
        yield iam.PolicyStatement(
            effect=iam.Effect.DENY,
            actions=list(KEY_WRITES),
            resources=list(line.resources),
            conditions={"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": [line.never]}},
        )
