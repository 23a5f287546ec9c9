"""Objects that are written from a stream, and whether one that was asked for is gone."""

from __future__ import annotations

import io
from collections.abc import Iterator

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

from .dynamo.calls import Client

_MISSING = {"404", "NoSuchKey", "NoSuchVersion", "NotFound"}
# Somebody has written the object since it was read, or does so at this very moment.
_OVERTAKEN = {"412", "PreconditionFailed", "ConditionalRequestConflict"}


def put_stream(client: Client, bucket: str, key: str, chunks: Iterator[bytes], content_type: str) -> None:
    """Nothing is held but one chunk and one part of the upload. What is there already is replaced at the end."""
    client.upload_fileobj(
        _Reader(chunks),
        bucket,
        key,
        ExtraArgs={"ContentType": content_type},
        Config=TransferConfig(use_threads=False),
    )


def put_over(client: Client, bucket: str, key: str, content: bytes, *, etag: str) -> bool:
    """Writes an object over the one that was read under this entity tag; False where it is no longer that one."""
    try:
        client.put_object(Bucket=bucket, Key=key, Body=content, IfMatch=etag)
    except ClientError as error:
        if error.response["Error"]["Code"] in _OVERTAKEN or gone(error):
            return False
        raise
    return True


def gone(error: ClientError) -> bool:
    """Whether S3 says that there is no such object, or no such version of it."""
    return error.response["Error"]["Code"] in _MISSING


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
