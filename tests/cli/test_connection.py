"""Which stack a command talks to: never one that nobody named."""

from __future__ import annotations

import json
from pathlib import Path

import boto3
import click
import pytest
from regulars.cli import connection as connection_module
from regulars.cli.connection import connect

NOTE = {
    "endpoint": "http://localhost:4999",
    "api": "http://127.0.0.1:4999/",
    "region": "us-east-1",
    "outputs": {"LedgerTable": "ledger-1", "ImportsMachineArn": "arn:machine"},
}


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a note, in a checkout without one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(connection_module, "_PACKAGE_ROOT", tmp_path / "checkout")
    return tmp_path


def write_note(folder: Path) -> None:
    (folder / ".regulars").mkdir(parents=True)
    (folder / ".regulars" / "stack.json").write_text(json.dumps(NOTE))
    (folder / ".regulars" / "key").write_text("LAPTOP7")


def test_without_a_note_and_without_a_named_aws_it_talks_to_nobody(nowhere: Path) -> None:
    with pytest.raises(click.ClickException, match="No stack is noted here: run `make up`, or set AWS_PROFILE"):
        connect({"AWS_DEFAULT_REGION": "eu-west-1"})


def test_the_note_is_found_upwards_from_where_one_stands(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_note(nowhere)
    (nowhere / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(nowhere / "a" / "b")

    found = connect({})

    assert found.api == "http://127.0.0.1:4999"
    assert found.stores.names.ledger_table == "ledger-1"
    assert found.stores.names.machine_arn("imports") == "arn:machine"


def test_the_note_of_the_checkout_is_found_from_anywhere(nowhere: Path) -> None:
    write_note(nowhere / "checkout")

    assert connect({}).api == "http://127.0.0.1:4999"


def test_a_noted_stack_without_its_key_says_what_to_do(nowhere: Path) -> None:
    write_note(nowhere)
    (nowhere / ".regulars" / "key").unlink()

    with pytest.raises(click.ClickException, match=r"key of the stack is not at .*run `make up` again"):
        connect({})


def test_a_noted_stack_is_spoken_to_with_its_own_key_whatever_the_machine_has(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_note(nowhere)
    credentials = nowhere / "credentials"
    credentials.write_text("[default]\naws_access_key_id = real\naws_secret_access_key = real\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(credentials))

    client = connect({}).session.client("dynamodb")

    assert client.meta.endpoint_url == "http://localhost:4999"
    assert client._request_signer._credentials.access_key == "LAPTOP7"


def test_a_variable_names_another_note(nowhere: Path) -> None:
    write_note(nowhere)
    with pytest.raises(click.ClickException, match="No stack is noted"):
        connect({"REGULARS_STACK": str(nowhere / "elsewhere.json")})


def test_the_note_is_used_where_the_environment_names_the_same_aws(nowhere: Path) -> None:
    write_note(nowhere)

    found = connect({"AWS_ENDPOINT_URL": "http://localhost:4999", "AWS_ACCESS_KEY_ID": "test"})

    assert found.api == "http://127.0.0.1:4999"


def test_a_damaged_note_is_named(nowhere: Path) -> None:
    write_note(nowhere)
    (nowhere / ".regulars" / "stack.json").write_text("{")

    with pytest.raises(click.ClickException, match=r"stack\.json is damaged: run `make up` again"):
        connect({})


@pytest.fixture
def account(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account that has one stack, called Staging."""
    client = boto3.client("cloudformation", region_name="eu-west-1")

    def describe(StackName: str) -> dict[str, object]:
        if StackName != "Staging":
            said = {"Code": "ValidationError", "Message": f"Stack with id {StackName} does not exist"}
            raise client.exceptions.ClientError({"Error": said}, "DescribeStacks")
        output = {"OutputKey": "ApiUrl", "OutputValue": "https://staging.example.com/"}
        return {"Stacks": [{"Outputs": [output]}]}

    monkeypatch.setattr(client, "describe_stacks", describe)
    monkeypatch.setattr(boto3.session.Session, "client", lambda self, service: client)


def test_an_accounts_stack_has_the_name_that_the_environment_says(account: None) -> None:
    found = connect({"AWS_PROFILE": "mine", "REGULARS_STACK_NAME": "Staging"})

    assert found.api == "https://staging.example.com"


def test_a_stack_that_is_not_there_is_named_with_the_variable_that_says_which(account: None) -> None:
    with pytest.raises(click.ClickException, match=r"no stack Regulars .* set REGULARS_STACK_NAME"):
        connect({"AWS_PROFILE": "mine"})
