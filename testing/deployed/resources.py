"""The stack's own resources by what they are called in the template."""

from __future__ import annotations

from testing.deployed.stack import Stack


def of_type(stack: Stack, kind: str) -> dict[str, str]:
    """Physical ids by logical ids."""
    pages = stack.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack.at.stack)
    found = [one for page in pages for one in page["StackResourceSummaries"] if one["ResourceType"] == kind]
    return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in found}


def function(stack: Stack, title: str) -> str:
    """The name of a function: `Recalculate`."""
    [name] = [
        name for id_, name in of_type(stack, "AWS::Lambda::Function").items() if id_[:-8].endswith(f"Lambda{title}")
    ]
    return name


def stream_reader(stack: Stack, table: str) -> str:
    """The id of what reads a table's stream: `FactsTable`."""
    mappings = stack.client("lambda").list_event_source_mappings(FunctionName=function(stack, "DispatchChanges"))
    [one] = [
        one["UUID"]
        for one in mappings["EventSourceMappings"]
        if f":table/{stack.outputs[table]}/" in one["EventSourceArn"]
    ]
    return str(one)
