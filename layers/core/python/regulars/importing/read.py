"""From an uploaded stream to lines: decompressed, hashed, bounded, checked. Nothing is held but one block."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from typing import Any, Protocol

from ..errors import FileRefused

MOST_BYTES = 2 * 1024**3
# Rows cost time and memory however short they are; 2 GB of ordinary ones (70 bytes and more) are fewer.
MOST_LINES = 30_000_000
MOST_CELL = 1024**2
MOST_LINE = 4 * MOST_CELL
_BLOCK = 1024**2
_GZIP = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"
BARE_RETURN = "holds a bare carriage return: save the file with ordinary line ends."
_SAVE = "save it as CSV (UTF-8) and upload that"
_FOREIGN = (
    (b"PK", f"The file is a workbook or a zip archive: {_SAVE}."),
    (b"\xd0\xcf\x11\xe0", f"The file is an old Excel workbook: {_SAVE}."),
    (b"%PDF", "The file is a PDF: upload the orders as CSV (UTF-8) or JSON lines."),
    (b"\xff\xfe", f"The file is UTF-16: {_SAVE}."),
    (b"\xfe\xff", f"The file is UTF-16: {_SAVE}."),
)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Source:
    """The lines of an uploaded stream. `sha256` is of its bytes as uploaded and complete when the lines are read."""

    def __init__(self, stream: Any) -> None:
        self._hashing = _Hashing(stream)
        self._buffered = io.BufferedReader(self._hashing, _BLOCK)
        self._line = 1
        self.is_gzip = self._buffered.peek(2)[:2] == _GZIP

    @property
    def sha256(self) -> str:
        return self._hashing.digest.hexdigest()

    def lines(self) -> Iterator[str]:
        """Every physical line with its line end, each byte one character (Latin-1): cut now, decoded when loaded.

        Raises `FileRefused`, naming the line, for what is no text, too large, cut off, or not UTF-8.
        """
        for block in self._blocks():
            yield from io.StringIO(block.decode("latin-1"), newline="\n")

    def _blocks(self) -> Iterator[bytes]:
        """Blocks of whole lines, of about 1 MB."""
        plain: _Readable = gzip.GzipFile(fileobj=self._buffered) if self.is_gzip else self._buffered
        carried = b""
        size = 0
        while chunk := self._read(plain, first=size == 0):
            size += len(chunk)
            if size > MOST_BYTES:
                raise FileRefused(f"Line {self._line}: the file is larger than 2 GB decompressed: cut it up.")
            if b"\0" in chunk:
                line = self._line + (carried + chunk.partition(b"\0")[0]).count(b"\n")
                raise FileRefused(f"Line {line}: the file holds binary data: {_SAVE}.")
            cut = chunk.rfind(b"\n") + 1
            if not cut:
                carried += chunk
                if len(carried) > MOST_LINE:
                    fault = BARE_RETURN if b"\r" in carried else "is longer than 4 MB, which no order is."
                    raise FileRefused(f"Line {self._line}: {fault}")
                continue
            block = carried + chunk[:cut]
            carried = chunk[cut:]
            yield self._checked(block)
        if carried:
            yield self._checked(carried)
        if size == 0:
            raise FileRefused("The file is empty.")

    def _read(self, plain: _Readable, *, first: bool) -> bytes:
        try:
            chunk = plain.read(_BLOCK)
        except EOFError:
            raise FileRefused(f"Line {self._line}: the gzip file ends too early: upload it again, whole.") from None
        except (gzip.BadGzipFile, zlib.error):
            raise FileRefused(f"Line {self._line}: the gzip file is damaged: compress and upload it again.") from None
        if first:
            _refuse_foreign(chunk)
            # What a BOM alone leaves is an empty file, but a chunk all the same.
            return chunk.removeprefix(_BOM) or (b"\n" if chunk else b"")
        return chunk

    def _checked(self, block: bytes) -> bytes:
        try:
            block.decode("utf-8")
        except UnicodeDecodeError as error:
            line = self._line + block.count(b"\n", 0, error.start)
            raise FileRefused(f"Line {line}: is not UTF-8: {_SAVE}.") from None
        self._line += block.count(b"\n")
        if self._line > MOST_LINES:
            raise FileRefused(f"The file has more than {MOST_LINES:,} lines: cut it up.")
        return block


def _refuse_foreign(start: bytes) -> None:
    for magic, sentence in _FOREIGN:
        if start.startswith(magic):
            raise FileRefused(sentence)
    text = start[:1024].removeprefix(_BOM).lstrip().lower()
    if text.startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise FileRefused(f"The file is HTML or XML, not CSV: {_SAVE}.")


class _Hashing(io.RawIOBase):
    """Reads through to the stream and hashes what comes by."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        chunk: bytes = self._stream.read(len(buffer))
        self.digest.update(chunk)
        buffer[: len(chunk)] = chunk
        return len(chunk)
