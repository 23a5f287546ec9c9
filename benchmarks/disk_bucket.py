"""A bucket as a folder, as far as an import calls S3: so that no network and no emulator is in a measurement."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

from botocore.exceptions import ClientError


class DiskBucket:
    """A client; every bucket is the same folder. A version is not looked at."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put_object(self, *, Bucket: str, Key: str, Body: bytes) -> None:
        path = self.folder / Key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(Body)

    def get_object(self, *, Bucket: str, Key: str, Range: str = "", VersionId: str = "") -> dict[str, Any]:
        path = self.folder / Key
        if not path.exists():
            raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")
        first, last = map(int, Range.removeprefix("bytes=").split("-")) if Range else (0, path.stat().st_size - 1)
        opened = path.open("rb")
        opened.seek(first)
        return {"Body": _Body(opened, last + 1 - first)}


class _Body:
    """So many bytes of a file from where it stands; closes it behind the last."""

    def __init__(self, opened: BinaryIO, size: int) -> None:
        self._opened = opened
        self._left = size

    def read(self, amount: int | None = None) -> bytes:
        if not self._left:
            return b""
        content = self._opened.read(self._left if amount is None else min(amount, self._left))
        self._left -= len(content)
        if not self._left:
            self._opened.close()
        return content
