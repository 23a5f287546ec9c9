"""Objects of the bucket: uploads and refused rows, working objects of imports and nights, what nights leave."""

from __future__ import annotations

import gzip
import io
import json
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

from ..facts.catalogue import Catalogue
from ..facts.tenant import Tenant
from . import keys
from .dynamo.calls import Client

_MISSING = {"404", "NoSuchKey", "NotFound"}
# docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
_CONFLICTS = 5
_CONFLICT_PAUSE_S = 0.2


class Version(NamedTuple):
    """One version of an uploaded object; `size` in bytes as uploaded."""

    id: str
    size: int


class Files:
    """The objects of one tenant."""

    def __init__(self, client: Client, bucket: str, tenant: Tenant) -> None:
        self._client = client
        self._bucket = bucket
        self._tenant = tenant

    def presigned_upload(self, import_id: str, name: str, *, most_bytes: int, valid_s: int) -> dict[str, Any]:
        """A form that uploads exactly this object: `{url, fields}`."""
        form: dict[str, Any] = self._client.generate_presigned_post(
            Bucket=self._bucket,
            Key=keys.upload_object(self._tenant.id, import_id, name),
            Conditions=[["content-length-range", 0, most_bytes]],
            ExpiresIn=valid_s,
        )
        return form

    def uploaded(self, import_id: str, name: str) -> Version | None:
        """The newest version of the upload; None before there is one."""
        try:
            head = self._client.head_object(
                Bucket=self._bucket, Key=keys.upload_object(self._tenant.id, import_id, name)
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in _MISSING:
                return None
            raise
        return Version(head["VersionId"], head["ContentLength"])

    def open_upload(self, import_id: str, name: str, version_id: str) -> Any:
        """A stream of the pinned version's bytes, with `read(amount)`."""
        key = keys.upload_object(self._tenant.id, import_id, name)
        return self._client.get_object(Bucket=self._bucket, Key=key, VersionId=version_id)["Body"]

    def put_refused(self, import_id: str, chunks: Iterator[bytes]) -> None:
        """Writes the refused rows from a stream; nothing is held but one chunk and one part of the upload."""
        key = keys.refused_object(self._tenant.id, import_id)
        self._client.upload_fileobj(
            _Reader(chunks),
            self._bucket,
            key,
            ExtraArgs={"ContentType": "text/csv; charset=utf-8"},
            Config=TransferConfig(use_threads=False),
        )

    def refused_link(self, import_id: str, file_name: str, *, valid_s: int) -> str:
        """A link under which the refused rows are downloaded as `file_name` (ASCII, without quotes)."""
        link: str = self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": keys.refused_object(self._tenant.id, import_id),
                "ResponseContentDisposition": f'attachment; filename="{file_name}"',
            },
            ExpiresIn=valid_s,
        )
        return link

    def workplace(self, import_id: str, attempt: int) -> Workplace:
        """Where the attempt that split the file keeps its working objects."""
        return Workplace(self._client, self._bucket, keys.part_object(self._tenant.id, import_id, attempt, ""))

    def nightplace(self, job_id: str) -> Workplace:
        """Where the turns of a recalculation keep what they leave."""
        return Workplace(self._client, self._bucket, keys.night_object(self._tenant.id, job_id, ""))

    def catalogue(self) -> Catalogue:
        """What the tenant's products are called; empty before anything has been gathered."""
        stored = self._catalogue.get_packed(keys.catalogue_object(self._tenant.id))
        return Catalogue.of(stored) if stored else Catalogue()

    def extend_catalogue(self, found: Catalogue) -> None:
        """Adds what orders say. Of two who do so at once one may be lost: the next manual recalculation finds it."""
        whole = self.catalogue()
        whole.merge(found)
        self._catalogue.put_packed(keys.catalogue_object(self._tenant.id), whole.as_json())

    @property
    def _catalogue(self) -> Workplace:
        return Workplace(self._client, self._bucket, "")

    def answers(self, job_id: str) -> Workplace:
        """What a recalculation left to be answered from."""
        return Workplace(self._client, self._bucket, keys.answers_object(self._tenant.id, job_id, ""))


class Workplace:
    """The objects of one import or one recalculation, by name."""

    def __init__(self, client: Client, bucket: str, prefix: str) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix

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
            if error.response["Error"]["Code"] in _MISSING:
                return None
            raise
        return content

    def put_json(self, name: str, value: Any) -> None:
        self.put(name, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())

    def put_first(self, name: str, value: Any) -> bool:
        """As JSON where there is no object yet; False where there is one, which stays."""
        content = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
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
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        self.put(name, gzip.compress(text, compresslevel=6, mtime=0))

    def get_packed(self, name: str) -> Any:
        """The value that `put_packed` stored; None where there is none."""
        content = self.get(name)
        return None if content is None else json.loads(gzip.decompress(content))


class _Reader(io.RawIOBase):
    """Chunks of bytes as the file that an upload reads from."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._left = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Exactly `size` bytes as long as there are as many: an upload takes a short read for the end."""
        gathered = [self._left]
        length = len(self._left)
        while size < 0 or length < size:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            gathered.append(chunk)
            length += len(chunk)
        content = b"".join(gathered)
        cut = len(content) if size < 0 else size
        self._left = content[cut:]
        return content[:cut]
