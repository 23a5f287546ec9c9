"""A described stack is made on a local AWS, changed and mended; what fails says so in the stack's own words."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from laptop.formation import bring_up_to_date, packed, publish
from laptop.ministack import MiniStack
from laptop.place import Place
from laptop.port import free_port
from laptop.steps import Refused
from laptop.venvs import MINISTACK

pytestmark = pytest.mark.skipif(
    not (MINISTACK / "bin" / "ministack").exists(), reason="MiniStack is not installed: run the tests by `make test`"
)

QUEUE = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "letters"}}
WRONG = {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": 50_000}}
WHY = r"failed:\n  Slow \(AWS::SQS::Queue\): .*VisibilityTimeout"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    running = MiniStack(Place(tmp_path_factory.mktemp("formation"), free_port()))
    running.start()
    yield running.place
    running.stop()


def described(folder: Path, stack: str, version: str, resources: Mapping[str, Any]) -> Path:
    """An assembly as the CDK writes it: a template, and a folder that it refers to."""
    outputs = {name: {"Value": {"Ref": name}} for name in resources}
    (folder / f"{stack}.template.json").write_text(json.dumps({"Resources": resources, "Outputs": outputs}))
    (folder / "code").mkdir(exist_ok=True)
    (folder / "code" / "handler.py").write_text("def handler(): ...\n")
    bucket = f"assets-{stack.lower()}"

    def file(path: str, key: str) -> dict[str, Any]:
        return {"source": {"path": path}, "destinations": {"here": {"bucketName": bucket, "objectKey": key}}}

    files = {"template": file(f"{stack}.template.json", f"{version}.json"), "code": file("code", "code.zip")}
    (folder / f"{stack}.assets.json").write_text(json.dumps({"files": files}))
    address = {"properties": {"stackTemplateAssetObjectUrl": f"s3://{bucket}/{version}.json"}}
    (folder / "manifest.json").write_text(json.dumps({"artifacts": {stack: address}}))
    return folder


def deployed(
    place: Place, folder: Path, stack: str, version: str, resources: Mapping[str, Any], tag: str = "one"
) -> dict[str, str]:
    assembly = described(folder, stack, version, resources)
    publish(place, assembly, stack, {})
    return bring_up_to_date(place, assembly, stack, {"run": tag})


def test_a_stack_is_made_with_its_tags_and_then_changed(place: Place, tmp_path: Path) -> None:
    made = deployed(place, tmp_path, "Changed", "1", {"Letters": QUEUE})
    again = deployed(place, tmp_path, "Changed", "1", {"Letters": QUEUE})
    changed = deployed(place, tmp_path, "Changed", "2", {"Letters": QUEUE, "Parcels": {"Type": "AWS::SQS::Queue"}})

    assert made == again == {"Letters": f"{place.endpoint}/000000000000/letters"}
    assert set(changed) == {"Letters", "Parcels"}
    assert changed["Letters"] == made["Letters"]
    stack = place.client("cloudformation").describe_stacks(StackName="Changed")["Stacks"][0]
    assert stack["Tags"] == [{"Key": "run", "Value": "one"}]


def test_a_creation_that_fails_names_the_resource_and_can_be_mended(place: Place, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=f"Deploying Mended {WHY}"):
        deployed(place, tmp_path, "Mended", "1", {"Slow": WRONG})

    assert set(deployed(place, tmp_path, "Mended", "2", {"Letters": QUEUE | {"Properties": {}}})) == {"Letters"}


def test_a_change_that_fails_leaves_what_there_was_and_can_be_mended(place: Place, tmp_path: Path) -> None:
    queue = QUEUE | {"Properties": {"QueueName": "kept"}}
    made = deployed(place, tmp_path, "Kept", "1", {"Letters": queue})
    place.client("sqs").send_message(QueueUrl=made["Letters"], MessageBody="dear")
    with pytest.raises(Refused, match=f"Deploying Kept {WHY}"):
        deployed(place, tmp_path, "Kept", "2", {"Letters": queue, "Slow": WRONG})

    mended = deployed(place, tmp_path, "Kept", "3", {"Letters": queue, "Parcels": {"Type": "AWS::SQS::Queue"}})

    assert set(mended) == {"Letters", "Parcels"}
    received = place.client("sqs").receive_message(QueueUrl=mended["Letters"])["Messages"]
    assert [message["Body"] for message in received] == ["dear"]


def test_a_template_that_cannot_be_is_refused_in_the_emulators_words(place: Place, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"The stack Wrong was refused: .*AWS::Events::Archive"):
        deployed(place, tmp_path, "Wrong", "1", {"Letters": QUEUE | {"Type": "AWS::Events::Archive"}})


def test_what_is_there_already_is_not_put_again(place: Place, tmp_path: Path) -> None:
    assembly = described(tmp_path, "Once", "1", {"Letters": QUEUE})
    publish(place, assembly, "Once", {})
    s3 = place.client("s3")
    first = ZipFile(BytesIO(s3.get_object(Bucket="assets-once", Key="code.zip")["Body"].read()))
    s3.put_object(Bucket="assets-once", Key="code.zip", Body=b"what was there")

    publish(place, assembly, "Once", {})

    assert first.read("handler.py") == b"def handler(): ...\n"
    assert s3.get_object(Bucket="assets-once", Key="code.zip")["Body"].read() == b"what was there"


def test_an_archive_holds_every_file_by_its_path_also_one_of_before_archives_have_dates(tmp_path: Path) -> None:
    (tmp_path / "of" / "layer").mkdir(parents=True)
    old = tmp_path / "of" / "layer" / "old.py"
    old.write_text("old")
    os.utime(old, (0, 0))

    assert ZipFile(BytesIO(packed(tmp_path))).namelist() == ["of/layer/old.py"]


def test_what_is_compiled_is_packed_with_a_layer_and_left_beside_a_functions_source(tmp_path: Path) -> None:
    folders = tmp_path / "build" / "core-host-1", tmp_path / "functions" / "api"
    for folder in folders:
        (folder / "__pycache__").mkdir(parents=True)
        (folder / "__pycache__" / "handler.pyc").touch()
        (folder / "handler.py").touch()

    layer, function = (ZipFile(BytesIO(packed(folder))).namelist() for folder in folders)

    assert layer == ["__pycache__/handler.pyc", "handler.py"]
    assert function == ["handler.py"]


def test_what_is_packed_already_is_put_as_it_is(place: Place, tmp_path: Path) -> None:
    assembly = described(tmp_path, "Ahead", "1", {"Letters": QUEUE})

    publish(place, assembly, "Ahead", {assembly / "code": b"packed"})

    assert place.client("s3").get_object(Bucket="assets-ahead", Key="code.zip")["Body"].read() == b"packed"
