"""The very same template, but for a list that says all that differs."""

from __future__ import annotations

from typing import Any

from infra.defaults import AWS_RUNTIME, LAPTOP_RUNTIME
from infra.differences import DIFFERENCES, as_markdown, differing, explained
from infra.emulator import OWN_NAMES, STATEMENTS
from infra.show_options import PAGE
from testing.template.permissions import actions, statements


def test_nothing_differs_that_is_not_in_the_list(template: Any, laptop_template: Any) -> None:
    unexplained = [path for path in differing(template.body, laptop_template.body) if len(explained(path)) != 1]

    assert unexplained == []


def test_everything_in_the_list_differs(template: Any, laptop_template: Any) -> None:
    found = {one for path in differing(template.body, laptop_template.body) for one in explained(path)}
    same = {DIFFERENCES[0]} if AWS_RUNTIME == LAPTOP_RUNTIME else set()

    assert set(DIFFERENCES) - found == same


def test_a_laptops_role_may_what_an_accounts_may_and_beside_it_only_what_the_emulator_calls_otherwise(
    template: Any, laptop_template: Any
) -> None:
    emulators = {*OWN_NAMES.values(), *STATEMENTS.actions}
    for function in template.functions():
        account, laptop = (
            {action for s in statements(one, function) for action in actions(s)} for one in (template, laptop_template)
        )
        assert laptop - account <= emulators
        assert account <= laptop
        assert not account & emulators


def test_tables_queues_and_the_api_are_the_same_to_the_letter(template: Any, laptop_template: Any) -> None:
    for kind in ("AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::ApiGatewayV2::Stage", "AWS::Cognito::UserPool"):
        assert template.of_type(kind) == laptop_template.of_type(kind)


def test_the_page_says_what_the_list_says() -> None:
    assert as_markdown() in PAGE.read_text("utf-8"), "run python -m infra.show_options"
