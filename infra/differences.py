"""What differs between a laptop's template and an account's: all of it, and why. Everything else is the very same.

A test compares both templates and finds each of these, and nothing beside them; docs/deploy.md is written from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class Difference(NamedTuple):
    """`places` fits the paths in the two templates where it shows: `AWS::SQS::QueuePolicy Undelivered/...`."""

    what: str
    why: str
    places: str


DIFFERENCES = (
    Difference(
        "The Python of functions and layers: 3.13 in an account, on a laptop the one that `make` found.",
        "MiniStack runs functions with its own Python, and a wheel fits one Python and one kind of processor.",
        r"AWS::Lambda::(Function \w+/Properties/Runtime|LayerVersion \w+/Properties/CompatibleRuntimes/.*)",
    ),
    Difference(
        "In an account buckets, queues and the topic of alarms refuse plain HTTP.",
        "MiniStack speaks nothing else, and would obey.",
        r"AWS::S3::BucketPolicy .*|AWS::SQS::QueuePolicy .*|AWS::SNS::TopicPolicy \w+/Properties/PolicyDocument/.*",
    ),
    Difference(
        "On a laptop roles may `sqs:SendMessageBatch` where they may send, and `dynamodb:BatchExecuteStatement` where "
        "they may insert.",
        "MiniStack asks for calls by names that AWS does not ask for.",
        r"AWS::IAM::Role Lambda\w+Role\w+/Properties/Policies/.*",
    ),
    Difference(
        "How much is worked on at once: two or three batches of a queue and four imports on a laptop, ten and 20 in an "
        "account.",
        "Two cores are shared with MiniStack itself.",
        r"AWS::Lambda::EventSourceMapping \w+/Properties/ScalingConfig/MaximumConcurrency"
        r"|AWS::Lambda::Function \w+/Properties/Environment/Variables/IMPORTS_AT_ONCE"
        r"|Outputs (BackgroundConcurrency|ImportsAtOnce)/Value",
    ),
    Difference(
        "On a laptop one recalculation that is asked for may follow another at once; in an account "
        "`minutesBetweenNights` lie between them.",
        "It costs nothing there.",
        r"AWS::Lambda::Function \w+/Properties/Environment/Variables/MINUTES_BETWEEN_NIGHTS",
    ),
    Difference(
        "On a laptop a minute lies between the two sweeps of an erasure; in an account `erasureWaitMinutes`.",
        "Nobody waits there for 17 minutes to see one end.",
        r"AWS::Lambda::Function \w+/Properties/Environment/Variables/ERASURE_WAIT_MINUTES",
    ),
    Difference(
        "Webhooks may go to http://127.0.0.1 on a laptop alone.",
        "A receiver there is the one that a developer has.",
        r"AWS::Lambda::Function \w+/Properties/Environment/Variables/WEBHOOKS_TO_LOCALHOST",
    ),
    Difference(
        "Events of 30 days are archived in an account alone.",
        "MiniStack fails a deployment that has an archive.",
        r"AWS::Events::Archive .*",
    ),
    Difference(
        "Alarms on throttled tables and on DynamoDB's own faults are an account's alone.",
        "They add metrics up; MiniStack fails a deployment whose alarms calculate.",
        r"AWS::CloudWatch::Alarm Alarms\w+(Throttled|Faults)[0-9A-F]{8}/.*",
    ),
)

ON_REQUEST = (
    "A budget (`monthlyBudget`) and traces (`tracing`) are made in an account alone: MiniStack knows neither.",
    "An account is deployed to with the roles that `cdk bootstrap` made there, a laptop with its own keys.",
)
"""What differs only where an option asks for it, or outside of the templates."""

IGNORED = (
    "the stage's throttling, the lifecycle of buckets, point-in-time recovery",
    "reserved concurrency, warm throughput, `RecursiveLoop`",
    "retries and dead letters of rules and schedules, the zone of a schedule",
    "conditions on the keys of items (`dynamodb:LeadingKeys`), upper and lower case of names in the pool",
)
"""What both templates say and MiniStack does not do; time to live and CORS `make up` sets after the deployment."""


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The paths at which two templates differ; of a resource that only one has, each of its paths."""
    left, right = dict(_paths(one)), dict(_paths(other))
    return sorted(path for path in left.keys() | right.keys() if left.get(path) != right.get(path))


def explained(path: str) -> list[Difference]:
    return [difference for difference in DIFFERENCES if re.fullmatch(difference.places, path)]


def as_markdown() -> str:
    """The list for docs/deploy.md."""
    lines = [f"- {one.what} {one.why}" for one in DIFFERENCES]
    lines += [f"- {one}" for one in ON_REQUEST]
    lines += ["", "The same in both, and ignored by MiniStack:", ""]
    return "\n".join([*lines, *(f"- {one}" for one in IGNORED)])


def _paths(template: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for id_, resource in template["Resources"].items():
        yield from _leaves(f"{resource['Type']} {id_}", resource)
    for section, content in template.items():
        if section != "Resources":
            for name, value in content.items() if isinstance(content, dict) else []:
                yield from _leaves(f"{section} {name}", value)


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _leaves(f"{path}/{name}", inner)
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value):
            yield from _leaves(f"{path}/{number}", inner)
    else:
        yield path, value
