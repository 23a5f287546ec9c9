"""From the ledger to the queues: nothing is skipped, nothing blocks for ever, nothing is lost in silence."""

from __future__ import annotations

import json
from typing import Any

import pytest

MAPPING = "AWS::Lambda::EventSourceMapping"


@pytest.mark.parametrize("stream", ["LedgerStream", "FactsStream", "EvaluationsStream", "MergesStream"])
def test_a_stream_is_read_from_its_beginning_and_lets_no_record_block_it(template: Any, stream: str) -> None:
    mapping = template.one(MAPPING, stream)["Properties"]

    assert mapping["StartingPosition"] == "TRIM_HORIZON"
    assert mapping["MaximumRecordAgeInSeconds"] == 6 * 3600
    assert mapping["MaximumRetryAttempts"] == 20
    assert mapping["BisectBatchOnFunctionError"] is True
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.parametrize("stream", ["LedgerStream", "FactsStream", "EvaluationsStream", "MergesStream"])
def test_what_cannot_be_dispatched_is_kept_whole_for_two_weeks(template: Any, stream: str) -> None:
    destination = template.one(MAPPING, stream)["Properties"]["DestinationConfig"]["OnFailure"]["Destination"]
    bucket = template.one("AWS::S3::Bucket", "FailuresBucket")["Properties"]

    assert "FailuresBucket" in str(destination)
    assert [
        rule.get("ExpirationInDays") for rule in bucket["LifecycleConfiguration"]["Rules"] if rule["Id"] == "failures"
    ] == [14]


def test_live_and_bulk_changes_and_removals_pass_the_filter_and_imports_do_not(template: Any) -> None:
    filters = template.one(MAPPING, "LedgerStream")["Properties"]["FilterCriteria"]["Filters"]

    assert [json.loads(f["Pattern"]) for f in filters] == [
        {"dynamodb": {"NewImage": {"lane": {"S": ["live", "bulk"]}}}},
        {"eventName": ["REMOVE"]},
    ]


def test_every_change_of_a_row_passes_removals_by_time_to_live_too(template: Any) -> None:
    assert "FilterCriteria" not in template.one(MAPPING, "FactsStream")["Properties"]


def test_of_the_table_of_evaluations_only_evaluations_pass(template: Any) -> None:
    [one] = template.one(MAPPING, "EvaluationsStream")["Properties"]["FilterCriteria"]["Filters"]

    assert json.loads(one["Pattern"]) == {"dynamodb": {"NewImage": {"values": {"S": [{"exists": True}]}}}}


def test_of_the_ledger_the_publisher_reads_edges_between_customers_alone(template: Any) -> None:
    mapping = template.one(MAPPING, "MergesStream")["Properties"]
    [one] = mapping["FilterCriteria"]["Filters"]

    assert json.loads(one["Pattern"]) == {"dynamodb": {"NewImage": {"merged_at": {"N": [{"exists": True}]}}}}
    assert mapping["ParallelizationFactor"] == 1
    readers = [m["Properties"] for m in template.of_type(MAPPING).values() if "Ledger" in str(m["Properties"])]
    assert len([reader for reader in readers if "TablesLedger" in str(reader["EventSourceArn"])]) == 2, "as AWS allows"


@pytest.mark.parametrize("queue", ["LiveLane", "BulkLane", "LookupsQueue"])
def test_a_queue_has_workers_of_its_own_and_reports_each_failed_message(template: Any, queue: str) -> None:
    mapping = template.one(MAPPING, queue)["Properties"]

    assert mapping["BatchSize"] == 10
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["ScalingConfig"]["MaximumConcurrency"] >= 2


def test_only_what_some_webhook_wants_and_no_archive_replays_goes_into_the_queue_of_webhooks(template: Any) -> None:
    rule = template.one("AWS::Events::Rule", "WebhooksAll")["Properties"]
    [target] = rule["Targets"]

    absent = {"exists": False}
    wanted = ["webhook", absent]
    assert rule["EventPattern"] == {"source": ["regulars"], "resources": wanted, "replay-name": [absent]}
    assert "QueuesWebhooks" in str(target["Arn"])


def test_the_queue_of_webhooks_has_one_message_an_invocation(template: Any) -> None:
    mapping = template.one(MAPPING, "WebhooksQueue")["Properties"]

    assert mapping["BatchSize"] == 1
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["ScalingConfig"]["MaximumConcurrency"] >= 2


def test_a_laptop_has_few_workers(laptop_template: Any) -> None:
    workers = [
        laptop_template.one(MAPPING, queue)["Properties"]["ScalingConfig"]["MaximumConcurrency"]
        for queue in ("LiveLane", "BulkLane", "LookupsQueue")
    ]

    assert workers == [2, 3, 2]


def test_every_queue_ends_in_a_dead_letter_queue_after_ten_receives(template: Any) -> None:
    sources = [str(m["Properties"]["EventSourceArn"]) for m in template.of_type(MAPPING).values()]
    queues = [q["Properties"] for id_, q in template.of_type("AWS::SQS::Queue").items() if id_ in str(sources)]

    assert len(queues) == 4
    for queue in queues:
        assert queue["RedrivePolicy"]["maxReceiveCount"] == 10


def test_a_message_stays_hidden_six_times_as_long_as_its_worker_may_run(template: Any) -> None:
    timeouts = {
        template.one("AWS::Lambda::Function", f"Lambda{worker}")["Properties"]["Timeout"]
        for worker in ("UpdateFacts", "UpdateLookups", "DeliverWebhooks")
    }

    for queue in template.of_type("AWS::SQS::Queue").values():
        if "RedrivePolicy" in queue["Properties"]:
            assert queue["Properties"]["VisibilityTimeout"] == 6 * max(timeouts)
