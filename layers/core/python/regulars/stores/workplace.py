"""The objects of one job: bytes, JSON, and JSON that is compressed."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from botocore.exceptions import ClientError

from .compact import compact
from .dynamo.calls import Client
from .streams import gone

# docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
_CONFLICTS = 5
_CONFLICT_PAUSE_S = 0.2


class Workplace:
    """The objects of one job, by name."""

    def __init__(self, client: Client, bucket: str, prefix: str) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix

    @property
    def prefix(self) -> str:
        """What the keys of its objects begin with."""
        return self._prefix

    def put(self, name: str, content: bytes) -> None:
        self._client.put_object(Bucket=self._bucket, Key=self._prefix + name, Body=content)

    def get(self, name: str) -> bytes | None:
        """The object's bytes; None where there is none."""
        return self._get(Key=self._prefix + name)

    def get_slice(self, name: str, start: int, end: int) -> bytes | None:
        """The object's bytes from `start`, which lies within it, to before `end`; None where there is no object."""
        return self._get(Key=self._prefix + name, Range=f"bytes={start}-{end - 1}")

    def _get(self, **asked: str) -> bytes | None:
        try:
            content: bytes = self._client.get_object(Bucket=self._bucket, **asked)["Body"].read()
        except ClientError as error:
            if gone(error):
                return None
            raise
        return content

    def put_json(self, name: str, value: Any) -> None:
        self.put(name, compact(value).encode())

    def put_first(self, name: str, value: Any) -> bool:
        """As JSON where there is no object yet; False where there is one, which stays."""
        content = compact(value).encode()
        for left in reversed(range(_CONFLICTS)):
            try:
                self._client.put_object(Bucket=self._bucket, Key=self._prefix + name, Body=content, IfNoneMatch="*")
            except ClientError as error:
                code = error.response["Error"]["Code"]
                if code == "PreconditionFailed":
                    return False
                # Somebody deletes or writes the name at this very moment, and S3 asks to try again.
                if code != "ConditionalRequestConflict" or not left:
                    raise
                time.sleep(_CONFLICT_PAUSE_S)
            else:
                return True
        raise AssertionError("the last try answers or raises")

    def get_json(self, name: str) -> Any:
        """The object's value; None where there is none."""
        content = self.get(name)
        return None if content is None else json.loads(content)

    def put_packed(self, name: str, value: Any) -> None:
        """As JSON, compressed: for what may be long. Equal values make equal bytes."""
        self.put_packed_lines(name, (value,))

    def get_packed(self, name: str) -> Any:
        """The value that `put_packed` stored; None where there is none."""
        lines = self.get_packed_lines(name)
        if lines is None:
            return None
        [value] = lines
        return value

    def put_packed_lines(self, name: str, values: Iterable[Any]) -> None:
        """As JSON, a line each, compressed. No more than one value and its line are held at a time."""
        packed = BytesIO()
        with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=6, mtime=0) as lines:
            for value in values:
                lines.write(compact(value).encode())
                lines.write(b"\n")
        self.put(name, packed.getvalue())

    def get_packed_lines(self, name: str) -> Iterator[Any] | None:
        """The values that `put_packed_lines` stored, read one by one; None where there is no object."""
        content = self.get(name)
        return None if content is None else map(json.loads, gzip.GzipFile(fileobj=BytesIO(content)))
