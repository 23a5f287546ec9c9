"""moto's S3 asked by a call of its own method for an object, there or not, or given one; all else goes over HTTP.

An object is asked for by path, headers and checksums, signed and parsed on either side, which takes longer than most of
what a test then does with it.
"""

from __future__ import annotations

import re
from datetime import UTC
from io import BytesIO
from typing import Any

from botocore.response import StreamingBody
from moto.core.exceptions import ServiceException
from moto.s3.models import FakeKey, s3_backends

_TYPE = "content-type"
_TYPE_OF_BYTES = "binary/octet-stream"
# What a request may say beside the object's place and content, and an object hold.
_GET = {"Bucket", "Key", "VersionId", "ChecksumMode", "Range"}
_PUT = {"Bucket", "Key", "Body", "ContentType", "IfNoneMatch"}
_HELD = {_TYPE, "x-amz-content-sha256"}
_NONE_THERE = ("NoSuchKey", "The specified key does not exist.")
_ONE_THERE = ("PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
_RANGE = re.compile(r"bytes=(\d+)-(\d+)")

OPERATIONS = frozenset({"GetObject", "PutObject"})


def answer_of(operation: str, context: dict[str, Any], account: str) -> dict[str, Any] | None:
    """What botocore would have parsed; None where moto's S3 is to be asked over HTTP."""
    asked = context["s3_redirect"]["params"]
    try:
        return _got(asked, account) if operation == "GetObject" else _put(asked, account)
    except ServiceException:
        return None


def _got(asked: dict[str, Any], account: str) -> dict[str, Any] | None:
    if not asked.keys() <= _GET:
        return None
    found = s3_backends[account]["aws"].get_object(asked["Bucket"], asked["Key"], asked.get("VersionId"))
    if found is None:
        return None if "VersionId" in asked else _refused(*_NONE_THERE, Key=asked["Key"])
    if not {name.lower() for name in found.metadata} <= _HELD:
        return None
    content, place = found.value, {}
    if "Range" in asked:
        within = _RANGE.fullmatch(asked["Range"])
        start, end = (int(text) for text in within.groups()) if within else (1, 0)
        if not start <= end < len(content):
            return None
        content, place = content[start : end + 1], {"ContentRange": f"bytes {start}-{end}/{len(content)}"}
    return {
        **place,
        **_names(found),
        "Body": StreamingBody(BytesIO(content), len(content)),
        "ContentLength": len(content),
        "ContentType": found.metadata.get(_TYPE, _TYPE_OF_BYTES),
        "LastModified": found.last_modified.replace(microsecond=0, tzinfo=UTC),
        "Metadata": {},
    }


def _refused(code: str, message: str, **details: str) -> dict[str, Any]:
    return {"Error": {"Code": code, "Message": message, **details}}


def _put(asked: dict[str, Any], account: str) -> dict[str, Any] | None:
    body = asked["Body"]
    if not asked.keys() <= _PUT or not isinstance(body, BytesIO):
        return None
    backend = s3_backends[account]["aws"]
    if "IfNoneMatch" in asked and backend.get_object(asked["Bucket"], asked["Key"]) is not None:
        return _refused(*_ONE_THERE, Condition="If-None-Match")
    written = backend.put_object(asked["Bucket"], asked["Key"], body.getvalue(), storage="STANDARD")
    written.set_metadata({_TYPE: asked.get("ContentType", _TYPE_OF_BYTES)})
    written.set_acl(backend.get_bucket(asked["Bucket"]).acl)
    return _names(written)


def _names(of: FakeKey) -> dict[str, Any]:
    versioned = {} if of.version_id == "null" else {"VersionId": of.version_id}
    return {"ETag": of.etag, **versioned}
