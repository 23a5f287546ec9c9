"""Each function may do what it does, and nothing else."""

from __future__ import annotations

from typing import Any

from testing.template.permissions import actions, may, statements


def test_no_action_is_a_wildcard(template: Any) -> None:
    for function in template.functions():
        for statement in statements(template, function):
            assert not [action for action in actions(statement) if "*" in action]


def test_only_listing_streams_is_allowed_everywhere(template: Any) -> None:
    for function in template.functions():
        everywhere = [a for s in statements(template, function) if s["Resource"] == "*" for a in actions(s)]
        reads_a_stream = function in ("DispatchChanges", "PublishEvents")
        assert everywhere == (["dynamodb:ListStreams"] if reads_a_stream else [])


def test_roles_have_no_policy_beside_their_own_list(template: Any) -> None:
    attached = template.of_type("AWS::IAM::Policy")

    assert all("Machine" in id_ for id_ in attached)


def test_the_api_reads_facts_and_lookups_and_does_nothing_else_with_them(template: Any) -> None:
    on_facts = [s for s in statements(template, "Api") if "TablesFacts" in str(s["Resource"])]
    on_lookups = [s for s in statements(template, "Api") if "TablesLookups" in str(s["Resource"])]

    assert [actions(statement) for statement in on_facts] == [["dynamodb:Query"], ["dynamodb:BatchGetItem"]]
    assert [actions(statement) for statement in on_lookups] == [["dynamodb:Query"]]


def test_nothing_downstream_writes_the_ledger(template: Any) -> None:
    """But who erases a person: they delete, and put the head of who was one person with them once. And a projection
    puts what whoever brought a customer is told, and nothing else (tests/flows/referrals/test_referrals_order.py)."""
    tells = {("UpdateFacts", "dynamodb:PutItem")}
    for function in set(template.functions()) - {"Api", "ImportOrders", "Canary", "ErasePerson"}:
        for action in ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"):
            writes = [r for r in may(template, function, action) if "TablesLedger" in r]
            assert bool(writes) == ((function, action) in tells)


def test_no_function_deletes_from_a_table_of_record_but_who_removes_what_people_wrote(template: Any) -> None:
    """A note, a tag, an address or a webhook that somebody takes back is gone, an order leaves a stub. Nobody stays
    due."""
    for function in template.functions():
        for resource in may(template, function, "dynamodb:DeleteItem"):
            of_people = function == "Api" and ("TablesLedger" in resource or "TablesTenants" in resource)
            is_due = function == "SendDue" and "TablesEvaluations" in resource
            erases = function == "ErasePerson" and "TablesLedger" in resource
            released = function == "Api" and "TablesRegistry" in resource  # tombstones
            of_days = any(table in resource for table in ("Requests", "Lookups", "Deliveries"))
            assert of_people or is_due or erases or released or of_days


def test_lookups_are_written_by_their_own_function_alone(template: Any) -> None:
    for action in ("dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:UpdateItem", "dynamodb:BatchWriteItem"):
        writers = [
            name for name in template.functions() if any("TablesLookups" in r for r in may(template, name, action))
        ]
        own = ["UpdateLookups"] if action in ("dynamodb:PutItem", "dynamodb:DeleteItem") else []
        assert writers == (["ErasePerson"] if action == "dynamodb:BatchWriteItem" else own)


def test_who_updates_lookups_reads_what_they_come_from_and_writes_nothing_else(template: Any) -> None:
    writes = [s for s in statements(template, "UpdateLookups") if "dynamodb:PutItem" in actions(s)]

    assert ["TablesLookups" in str(s["Resource"]) for s in writes] == [True]
    assert "QueuesLookups" in may(template, "UpdateLookups", "sqs:SendMessage")[0]
    assert "QueuesLive" not in may(template, "UpdateLookups", "sqs:SendMessage")[0]


def test_both_streams_are_read_by_the_function_that_dispatches(template: Any) -> None:
    [read] = may(template, "DispatchChanges", "dynamodb:GetRecords")

    assert "TablesLedger" in read
    assert "TablesFacts" in read


def test_what_was_announced_or_merged_is_read_by_the_function_that_publishes_and_writes_to_the_bus_alone(
    template: Any,
) -> None:
    [read] = may(template, "PublishEvents", "dynamodb:GetRecords")
    publishers = [name for name in template.functions() if may(template, name, "events:PutEvents")]

    assert "TablesEvaluations" in read
    assert "TablesLedger" in read
    assert publishers == ["DeliverWebhooks", "ErasePerson", "ImportOrders", "PublishEvents", "Recalculate", "Summarise"]
    for name in publishers:
        assert ["EventsBus" in bus for bus in may(template, name, "events:PutEvents")] == [True], name
        assert "EventsDead" in str(may(template, name, "sqs:SendMessage")), name
        assert "TablesTenants" in str(may(template, name, "dynamodb:Query")), f"{name} asks which webhooks want what"
    assert not may(template, "PublishEvents", "dynamodb:PutItem")


def test_the_api_signs_in_to_its_own_pool_and_does_nothing_else_of_cognito(template: Any) -> None:
    [pool] = template.of_type("AWS::Cognito::UserPool")
    asked = [s for s in statements(template, "Api") if any(a.startswith("cognito") for a in actions(s))]

    assert [(actions(s), s["Resource"]) for s in asked] == [
        (["cognito-idp:AdminInitiateAuth"], {"Fn::GetAtt": [pool, "Arn"]})
    ]
    assert str(template.body).count("cognito-idp:Admin") == 1


def test_the_trigger_reads_members_and_can_do_nothing_else(template: Any) -> None:
    own = [s for s in statements(template, "TokenClaims") if not actions(s)[0].startswith(("logs:", "xray:"))]

    assert [actions(s) for s in own] == [["dynamodb:GetItem"]]
    assert "TablesTenants" in str(own[0]["Resource"])


def test_sending_is_allowed_to_the_queues_a_function_feeds(template: Any) -> None:
    assert len(may(template, "DispatchChanges", "sqs:SendMessage")) == 1
    assert "QueuesBulk" in may(template, "ImportOrders", "sqs:SendMessage")[0]
    assert "QueuesLive" not in may(template, "ImportOrders", "sqs:SendMessage")[0]
    assert ["QueuesWebhooks" in queue for queue in may(template, "Api", "sqs:SendMessage")] == [True]


def test_a_secret_is_sealed_by_the_api_and_opened_by_the_function_that_signs(template: Any) -> None:
    for action, function in (("kms:Encrypt", "Api"), ("kms:Decrypt", "DeliverWebhooks")):
        assert [name for name in template.functions() if may(template, name, action)] == [function]
