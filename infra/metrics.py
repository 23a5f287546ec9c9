"""Metrics that alarms look at, by what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

PERIOD = Duration.minutes(5)
MOST_CALLED: Mapping[str, Sequence[str]] = {
    "ledger": ("PutItem", "Query"),
    "registry": ("BatchGetItem", "BatchWriteItem"),
    "evaluations": ("BatchGetItem", "PutItem"),
    "tenants": ("BatchGetItem", "GetItem"),
    "facts": ("BatchGetItem", "PutItem", "Query"),
    "lookups": ("PutItem", "Query"),
    "requests": ("PutItem", "UpdateItem"),
    "deliveries": ("PutItem", "Query"),
}
"""DynamoDB counts its own faults by operation, and each metric of an alarm costs: those that everything waits for."""


def own(scope: Construct, name: str, statistic: str = "Sum", period: Duration = PERIOD) -> cloudwatch.Metric:
    """One that functions of this stack write."""
    return cloudwatch.Metric(
        namespace=Stack.of(scope).stack_name,
        metric_name=name,
        dimensions_map={"service": "regulars"},
        statistic=statistic,
        period=period,
    )


def of_aws(namespace: str, name: str, dimensions: Mapping[str, str], statistic: str = "Sum") -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=f"AWS/{namespace}",
        metric_name=name,
        dimensions_map=dict(dimensions),
        statistic=statistic,
        period=PERIOD,
    )


def throttled(table: dynamodb.ITable, indexes: Sequence[str] = ()) -> cloudwatch.MathExpression:
    """Reads and writes that a table, or one of its indexes, has turned away."""
    places = [{"TableName": table.table_name}]
    places += [{"TableName": table.table_name, "GlobalSecondaryIndexName": index} for index in indexes]
    return _sum([of_aws("DynamoDB", f"{way}ThrottleEvents", at) for at in places for way in ("Read", "Write")])


def faults(table: dynamodb.ITable, operations: Sequence[str]) -> cloudwatch.MathExpression:
    """Answers with a status of 500 of these operations."""
    name = table.table_name
    return _sum([of_aws("DynamoDB", "SystemErrors", {"TableName": name, "Operation": one}) for one in operations])


def _sum(metrics: Sequence[cloudwatch.Metric]) -> cloudwatch.MathExpression:
    named = {f"m{number}": metric for number, metric in enumerate(metrics)}
    # what is silent counts as nothing
    text = " + ".join(f"FILL({name}, 0)" for name in named)
    return cloudwatch.MathExpression(expression=text, using_metrics=named, period=PERIOD)
