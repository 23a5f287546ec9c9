"""What was there before is taken up: tables of record and the user pool, by name; and what goes with a stack."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from infra.deployment import Deployment
from testing.template.adopting import ADOPTING, STREAM
from testing.template.permissions import may
from testing.template.synthesis import Template, synthesise

REBUILT = ["Deliveries", "Facts", "Lookups", "Requests"]


@pytest.fixture(scope="module")
def adopting(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return synthesise(tmp_path_factory.mktemp("adopting"), ADOPTING)


def test_what_is_adopted_is_not_made_anew_and_the_rest_is(adopting: Template) -> None:
    assert sorted(id_[6:-8] for id_ in adopting.of_type("AWS::DynamoDB::Table")) == REBUILT
    assert adopting.of_type("AWS::Cognito::UserPool") == {}
    assert adopting.of_type("AWS::Cognito::UserPoolDomain") == {}


def test_functions_are_told_the_adopted_tables_and_may_use_them(adopting: Template) -> None:
    told = adopting.one("AWS::Lambda::Function", "LambdaApi")["Properties"]["Environment"]["Variables"]

    assert (told["LEDGER_TABLE"], told["REGISTRY_TABLE"], told["TENANTS_TABLE"]) == (
        *("old-ledger", "old-registry", "old-tenants"),
    )
    assert "table/old-ledger" in str(may(adopting, "Api", "dynamodb:Query"))
    assert "table/old-tenants" in str(may(adopting, "TokenClaims", "dynamodb:GetItem"))


def test_the_adopted_ledgers_stream_is_read_from_its_beginning(adopting: Template) -> None:
    mapping = adopting.one("AWS::Lambda::EventSourceMapping", "LedgerStream")["Properties"]

    assert mapping["EventSourceArn"] == STREAM
    assert mapping["StartingPosition"] == "TRIM_HORIZON"
    assert STREAM in str(may(adopting, "DispatchChanges", "dynamodb:GetRecords"))


def test_webhooks_secrets_are_opened_by_the_key_that_sealed_them(adopting: Template, template: Any) -> None:
    assert "key/old" in str(may(adopting, "DeliverWebhooks", "kms:Decrypt"))
    assert adopting.of_type("AWS::KMS::Key") == {}
    assert {key["DeletionPolicy"] for key in template.of_type("AWS::KMS::Key").values()} == {"Retain"}


def test_certificates_are_signed_by_the_key_whose_fingerprint_people_have_kept(adopting: Template) -> None:
    assert adopting.body["Outputs"]["SigningKey"]["Value"].endswith(":key/old-signer")


def test_the_adopted_pool_has_the_stacks_clients_and_may_call_its_trigger(adopting: Template) -> None:
    clients = adopting.of_type("AWS::Cognito::UserPoolClient").values()
    [permission] = [
        p["Properties"]
        for p in adopting.of_type("AWS::Lambda::Permission").values()
        if p["Properties"]["Principal"] == "cognito-idp.amazonaws.com"
    ]
    issuer = adopting.one("AWS::ApiGatewayV2::Authorizer", "Token")["Properties"]["JwtConfiguration"]["Issuer"]

    assert [client["Properties"]["UserPoolId"] for client in clients] == ["eu-central-1_AbCdEf123"] * 3
    assert "eu-central-1_AbCdEf123" in str(permission["SourceArn"])
    assert "LambdaTokenClaims" in str(permission["FunctionName"])
    assert "eu-central-1_AbCdEf123" in str(issuer)


def kept(template: Template) -> dict[str, tuple[str, Any]]:
    """Deletion policy and protection of what holds data that nothing else could rebuild."""
    found = {}
    for kind, protection in (
        ("AWS::DynamoDB::Table", "DeletionProtectionEnabled"),
        ("AWS::Cognito::UserPool", "DeletionProtection"),
    ):
        for id_, one in template.of_type(kind).items():
            found[id_[:-8]] = (one["DeletionPolicy"], one["Properties"].get(protection))
    return found


def test_a_first_deployment_protects_nothing_yet_and_takes_back_what_it_made_where_it_fails(tmp_path: Path) -> None:
    first = kept(synthesise(tmp_path, Deployment(protect=False)))

    for name in ("Ledger", "Registry", "Evaluations", "Tenants"):
        assert first[f"Tables{name}"] == ("RetainExceptOnCreate", False)
    assert first["AuthPool"] == ("RetainExceptOnCreate", "INACTIVE")


def test_nothing_of_a_throw_away_stack_is_protected_or_stays(tmp_path: Path) -> None:
    found = kept(synthesise(tmp_path, Deployment(ephemeral=True)))

    assert {policy for policy, _ in found.values()} == {"Delete"}
    assert not [name for name, (_, protection) in found.items() if protection in (True, "ACTIVE")]


def test_stacks_of_two_names_share_no_name(tmp_path: Path, template: Any) -> None:
    staging = synthesise(tmp_path, Deployment(stack="Staging"))

    ours, theirs = names(template), names(staging)
    assert ours
    assert not ours & theirs
    namespaces = {
        f["Properties"]["Environment"]["Variables"]["POWERTOOLS_METRICS_NAMESPACE"]
        for f in staging.of_type("AWS::Lambda::Function").values()
    }
    assert namespaces == {"Staging"}


NAMING = ("LogGroupName", "StateMachineName", "Domain", "TableName", "QueueName", "BucketName")


def names(template: Template) -> set[str]:
    """Every name that a resource gets from us: they are one each in an account and region."""
    resources = template.body["Resources"].values()
    given = [one.get("Properties", {}) for one in resources]
    found = {str(properties[key]) for properties in given for key in NAMING if key in properties}
    return found | {one["Properties"]["Name"] for one in template.of_type("AWS::Scheduler::ScheduleGroup").values()}
