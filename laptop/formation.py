"""Gives a described stack to a local AWS: its assets to a bucket, its template to CloudFormation.

The CDK command makes the same calls in eight times as long, and wants an account that it has prepared for itself.
"""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.layers import BUILD
from laptop.place import Place
from laptop.steps import Refused

LONGEST_S = 120
"""Forty times what a deployment takes; one that fails on MiniStack may hang instead of ending."""
_POLL_S = 0.1
_UNCHANGED = "No updates are to be performed"
_NEVER_WAS = "ROLLBACK_COMPLETE"
"""Its creation failed and left nothing: all that can be done with it is to delete it."""


def publish(place: Place, assembly: Path, stack: str, archives: Mapping[Path, bytes]) -> None:
    """Puts the template and what it refers to where it says; each goes by its content's digest, and is put once.

    `archives` are those of folders that are packed already.
    """
    files = json.loads((assembly / f"{stack}.assets.json").read_text())["files"].values()
    targets = [
        (assembly / file["source"]["path"], target) for file in files for target in file["destinations"].values()
    ]
    with closing(place.client("s3")) as s3:
        for bucket in {target["bucketName"] for _, target in targets}:
            s3.create_bucket(Bucket=bucket)
            pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
            there = {found["Key"] for page in pages for found in page.get("Contents", ())}
            for source, target in targets:
                if target["bucketName"] == bucket and target["objectKey"] not in there:
                    content = archives.get(source) or (packed(source) if source.is_dir() else source.read_bytes())
                    s3.put_object(Bucket=bucket, Key=target["objectKey"], Body=content)


def packed(folder: Path) -> bytes:
    """The folder's files as an archive; quickly, for it goes no further than this machine. What Python has compiled is
    a part of layers alone: beside a function's source it may be of another one."""
    compiled = folder.parent.name == BUILD.name
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1, strict_timestamps=False) as opened:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and (compiled or path.parent.name != "__pycache__"):
                opened.write(path, path.relative_to(folder))
    return archive.getvalue()


def bring_up_to_date(place: Place, assembly: Path, stack: str, tags: Mapping[str, str]) -> dict[str, str]:
    """Makes or changes the stack as it is described, and answers its outputs. Raises Refused with what has failed."""
    artifacts = json.loads((assembly / "manifest.json").read_text())["artifacts"]
    template = artifacts[stack]["properties"]["stackTemplateAssetObjectUrl"].removeprefix("s3://")
    request = {
        "StackName": stack,
        "TemplateURL": f"{place.endpoint}/{template}",
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
        "Tags": [{"Key": name, "Value": value} for name, value in tags.items()],
    }
    with closing(place.client("cloudformation")) as formation:
        found = _described(formation, stack)
        if found and found["StackStatus"] == _NEVER_WAS:
            formation.delete_stack(StackName=stack)
            found = None
        try:
            if found:
                formation.update_stack(**request)
            else:
                formation.create_stack(**request)
        except ClientError as error:
            if _UNCHANGED not in str(error):
                raise Refused(f"The stack {stack} was refused: {error}") from None
        outputs = _ended(formation, stack).get("Outputs", [])
    return {one["OutputKey"]: one["OutputValue"] for one in outputs}


def _ended(formation: Any, stack: str) -> Mapping[str, Any]:
    """The stack, once nothing of it changes any more. Raises Refused where it has failed, or has not ended in time."""
    deadline = time.monotonic() + LONGEST_S
    while (found := _described(formation, stack)) and found["StackStatus"].endswith("_IN_PROGRESS"):
        if time.monotonic() > deadline:
            raise Refused(f"Deploying {stack} did not end within {LONGEST_S} s.\n{_failures(formation, stack)}")
        time.sleep(_POLL_S)
    if found is None or found["StackStatus"] not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        raise Refused(f"Deploying {stack} failed:\n{_failures(formation, stack)}")
    return found


def _described(formation: Any, stack: str) -> Mapping[str, Any] | None:
    try:
        found: Mapping[str, Any] = formation.describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError:
        return None
    return None if found["StackStatus"] == "DELETE_COMPLETE" else found


def _failures(formation: Any, stack: str) -> str:
    """What the stack's events say of its last failures, newest first."""
    events = formation.describe_stack_events(StackName=stack)["StackEvents"]
    failed = [event for event in events if event["ResourceStatus"].endswith("_FAILED")]
    return "\n".join(
        f"  {event['LogicalResourceId']} ({event['ResourceType']}): {event.get('ResourceStatusReason', '')}"
        for event in failed[:10]
    )
