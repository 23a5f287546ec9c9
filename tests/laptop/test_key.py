"""The local AWS is its developer's alone: no page of the web can read it, write to it or erase it."""

from __future__ import annotations

import stat
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from laptop.guarded_ministack import is_closed
from laptop.ministack import MiniStack
from laptop.place import ACCOUNT, REGION, Place
from laptop.port import free_port
from laptop.venvs import MINISTACK

pytestmark = pytest.mark.skipif(
    not (MINISTACK / "bin" / "ministack").exists(), reason="MiniStack is not installed: run the tests by `make test`"
)

CALLS = {
    "dynamodb": "list_tables",
    "s3": "list_buckets",
    "sqs": "list_queues",
    "lambda": "list_functions",
    "stepfunctions": "list_state_machines",
    "cognito-idp": "list_user_pools",
    "iam": "list_users",
    "apigatewayv2": "get_apis",
    "cloudformation": "list_stacks",
    "logs": "describe_log_groups",
    "secretsmanager": "list_secrets",
}
ARGUMENTS: dict[str, Any] = {"cognito-idp": {"MaxResults": 1}}


@pytest.fixture(scope="module")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniStack]:
    running = MiniStack(Place(tmp_path_factory.mktemp("guarded"), free_port()))
    running.start()
    running.place.client("s3").create_bucket(Bucket="files")
    running.place.client("s3").put_object(Bucket="files", Key="orders.csv", Body=b"ann@example.com")
    yield running
    running.stop()


def refusal(place: Place, service: str, key: str | None) -> str:
    """The code with which a call under this key is refused; "" where it is answered."""
    config = Config(signature_version=UNSIGNED if key is None else None, retries={"total_max_attempts": 1})
    client = boto3.client(  # type: ignore[call-overload]
        service,
        endpoint_url=place.endpoint,
        region_name=REGION,
        aws_access_key_id=key,
        aws_secret_access_key=key,
        config=config,
    )
    try:
        getattr(client, CALLS[service])(**ARGUMENTS.get(service, {}))
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""


@pytest.mark.parametrize("service", CALLS)
def test_keys_that_everybody_knows_and_none_at_all_are_refused_and_its_own_is_taken(
    ministack: MiniStack, service: str
) -> None:
    place = ministack.place

    assert refusal(place, service, place.key) == ""
    for key in ("test", ACCOUNT, "123456789012", "AKIAIOSFODNN7EXAMPLE", place.key[:-1], None):
        assert refusal(place, service, key), (service, key)


def status(place: Place, method: str, path: str) -> int:
    return send(place, method, path, None, {"origin": "https://evil.example"})


def send(place: Place, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> int:
    request = urllib.request.Request(place.endpoint + path, data=body, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_a_file_is_neither_read_nor_written_without_a_key(ministack: MiniStack) -> None:
    for method in ("GET", "PUT", "DELETE", "HEAD"):
        assert status(ministack.place, method, "/files/orders.csv") == 403
    assert status(ministack.place, "GET", "/files") == 403

    body = ministack.place.client("s3").get_object(Bucket="files", Key="orders.csv")["Body"].read()
    assert body == b"ann@example.com"


def posted(place: Place, fields: dict[str, str], path: str = "/files") -> int:
    lines = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields.items()]
    body = "".join(lines) + '--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nnew\r\n--x--\r\n'
    return send(place, "POST", path, body.encode(), {"content-type": "multipart/form-data; boundary=x"})


def test_a_signed_form_uploads_and_one_without_or_with_a_wrong_signature_does_not(ministack: MiniStack) -> None:
    place = ministack.place
    form = place.client("s3").generate_presigned_post("files", "uploaded.csv")["fields"]

    refused = [
        posted(place, {"key": "orders.csv"}),
        posted(place, {**form, "x-amz-signature": "0" * 64}),
        posted(place, {**form, "key": "orders.csv"}),
        posted(place, form, "/files?delete"),
        posted(place, form, "/files/orders.csv"),
    ]

    assert [status for status in refused if status < 400] == []
    assert posted(place, form) == 204
    listed = place.client("s3").list_objects_v2(Bucket="files")["Contents"]
    assert {(one["Key"], one["Size"]) for one in listed} == {("orders.csv", 15), ("uploaded.csv", 3)}


def test_a_signed_link_opens_what_it_names(ministack: MiniStack) -> None:
    signed = ministack.place.client("s3").generate_presigned_url(
        "get_object", Params={"Bucket": "files", "Key": "orders.csv"}
    )

    with urllib.request.urlopen(signed) as answer:
        assert answer.read() == b"ann@example.com"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/_ministack/reset"),
        ("POST", "/_ministack/config"),
        ("GET", "/_ministack/sqs/messages"),
        ("GET", "/_ministack/ses/messages"),
        ("GET", "/_ministack/lambda-code/any/any/any/any"),
        ("GET", "/_localstack/health"),
        ("POST", "/_ministack/health"),
    ],
)
def test_its_own_pages_are_closed(ministack: MiniStack, method: str, path: str) -> None:
    assert status(ministack.place, method, path) == 403
    assert ministack.place.client("s3").list_buckets()["Buckets"][0]["Name"] == "files"


def test_health_and_the_answers_of_custom_resources_are_open() -> None:
    assert not is_closed("GET", "/_ministack/health")
    assert not is_closed("PUT", "/_ministack/cfn-response/token")
    assert is_closed("GET", "/_ministack/cfn-response/token")
    assert not is_closed("POST", "/oauth/token")


def test_the_key_is_for_its_owners_eyes_and_another_one_after_each_start(tmp_path: Path) -> None:
    place = Place(tmp_path, free_port())

    keys = {place.new_key() for _ in range(3)}

    assert len(keys) == 3
    assert place.key in keys
    assert stat.S_IMODE(place.key_note.stat().st_mode) == 0o600
