"""No role holds an action that nothing calls: each is a call of our code, or stands here with its reason."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

from testing.template.permissions import BY_AWS, actions, statements

CODE = Path(__file__).parents[2] / "layers" / "core" / "python" / "regulars"
SERVICES = ("cognito-idp", "dynamodb", "events", "kms", "s3", "sqs", "states")


BEHIND = {
    "dynamodb:PartiQLInsert": "batch_execute_statement",
    "sqs:SendMessage": "send_message_batch",
    "s3:ListBucket": "get_object",  # without it a missing object answers 403, not 404
    "s3:GetObjectVersion": "get_object",
    "s3:AbortMultipartUpload": "upload_fileobj",
    "dynamodb:ConditionCheckItem": "transact_write_items",
    "s3:DeleteObjectVersion": "delete_object",
    "s3:ListBucketVersions": "list_object_versions",
}
"""Calls that ask for an action of another name."""


def calls() -> set[str]:
    """Names of everything that the functions' code calls or passes on."""
    names: set[str] = set()
    for path in CODE.rglob("*.py"):
        if "cli" not in path.relative_to(CODE).parts:
            tree = ast.parse(path.read_text("utf-8"))
            names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return names


def method_of(action: str) -> str:
    """`put_item` of `dynamodb:PutItem`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", action.split(":")[1]).lower()


def allowed(template: Any) -> dict[str, set[str]]:
    """Actions by function; what is denied is none."""
    return {
        function: {a for s in statements(template, function) if s["Effect"] == "Allow" for a in actions(s)}
        for function in template.functions()
    }


def test_every_action_is_called_by_our_code_or_by_aws_for_a_reason(template: Any) -> None:
    called = calls()
    superfluous = {
        (function, action)
        for function, its in allowed(template).items()
        for action in its
        if action not in BY_AWS and BEHIND.get(action, method_of(action)) not in called
    }

    assert superfluous == set()


def test_every_reason_is_needed(template: Any) -> None:
    held = set().union(*allowed(template).values())

    assert BY_AWS.keys() | BEHIND.keys() <= held


def test_what_aws_does_for_a_reader_of_queues_or_streams_only_readers_may(template: Any) -> None:
    mappings = [m["Properties"] for m in template.of_type("AWS::Lambda::EventSourceMapping").values()]
    readers = {str(mapping["FunctionName"]) for mapping in mappings}
    for function, its in allowed(template).items():
        reads = {a for a in its if a in BY_AWS and not a.startswith("logs:")}
        assert bool(reads) == any(f"Lambda{function}" in reader for reader in readers), function


def test_an_object_is_put_in_parts_where_an_upload_may_be_given_up_and_nowhere_else(template: Any) -> None:
    holders = [name for name, its in allowed(template).items() if "s3:AbortMultipartUpload" in its]

    # Refused rows, exports, and files of the lake, which nights write and an erasure writes anew.
    assert holders == ["ErasePerson", "ImportOrders", "Recalculate", "Summarise", "WriteExports"]
