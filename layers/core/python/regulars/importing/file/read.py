"""From an uploaded stream to lines: decompressed, hashed, bounded, checked. Nothing is held but one block."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from typing import Any, Protocol

from ...errors import FileRefused
from .encoding import HOW_TO_SAVE, Characters, Encoding

MOST_BYTES = 2 * 1024**3
# Rows cost time and memory however short they are; 2 GB of ordinary ones (70 bytes and more) are fewer.
MOST_LINES = 30_000_000
MOST_CELL = 1024**2
MOST_LINE = 4 * MOST_CELL
_BLOCK = 1024**2
_GZIP = b"\x1f\x8b"
BARE_RETURN = "holds a bare carriage return: save the file with ordinary line ends."
_FOREIGN = (
    (b"PK", f"The file is a workbook or a zip archive: {HOW_TO_SAVE}."),
    (b"\xd0\xcf\x11\xe0", f"The file is an old Excel workbook: {HOW_TO_SAVE}."),
    (b"%PDF", "The file is a PDF: upload the orders as CSV (UTF-8) or JSON lines."),
    (_GZIP, "The file is gzip within gzip: compress it once."),
)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Source:
    """The lines of an uploaded stream. When they are read, `sha256` (of its bytes as uploaded) and `encoding` stand."""

    def __init__(self, stream: Any) -> None:
        self._hashing = _Hashing(stream)
        self._buffered = io.BufferedReader(self._hashing, _BLOCK)
        self._characters = Characters(b"")
        self._line = 1
        self.is_gzip = self._buffered.peek(2)[:2] == _GZIP

    @property
    def sha256(self) -> str:
        return self._hashing.digest.hexdigest()

    @property
    def encoding(self) -> Encoding:
        return self._characters.encoding

    def lines(self) -> Iterator[str]:
        """Every physical line with its line end, each byte one character (Latin-1), UTF-16 as the bytes of UTF-8.

        They are cut now and decoded when loaded, with the encoding found at the end. Raises `FileRefused`, naming the
        line, for what is no text, too large, cut off, or in no encoding that we know.
        """
        for block in self._blocks():
            yield from io.StringIO(block.decode("latin-1"), newline="\n")

    def _blocks(self) -> Iterator[bytes]:
        """Blocks of whole lines, of about 1 MB."""
        carried = b""
        size = 0
        for chunk in self._text():
            size += len(chunk)
            if size > MOST_BYTES:
                raise FileRefused(f"Line {self._line}: the file is larger than 2 GB as UTF-8: cut it up.")
            if b"\0" in chunk:
                line = self._line + chunk.count(b"\n", 0, chunk.index(b"\0"))
                raise FileRefused(f"Line {line}: the file holds binary data: {HOW_TO_SAVE}.")
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

    def _text(self) -> Iterator[bytes]:
        """The decompressed bytes behind the BOM, UTF-16 as UTF-8."""
        plain: _Readable = gzip.GzipFile(fileobj=self._buffered) if self.is_gzip else self._buffered
        chunk = self._read(plain)
        size = len(chunk)
        _refuse_foreign(chunk)
        characters = self._characters = Characters(chunk)
        text = characters.text(chunk.removeprefix(characters.bom), self._line)
        _refuse_markup(text)
        while chunk:
            yield text
            chunk = self._read(plain)
            size += len(chunk)
            if size > MOST_BYTES:
                raise FileRefused(f"Line {self._line}: the file is larger than 2 GB decompressed: cut it up.")
            text = characters.text(chunk, self._line, end=not chunk)
        yield text

    def _read(self, plain: _Readable) -> bytes:
        try:
            return plain.read(_BLOCK)
        except EOFError:
            raise FileRefused(f"Line {self._line}: the gzip file ends too early: upload it again, whole.") from None
        except (gzip.BadGzipFile, zlib.error):
            raise FileRefused(f"Line {self._line}: the gzip file is damaged: compress and upload it again.") from None

    def _checked(self, block: bytes) -> bytes:
        self._characters.check(block, self._line)
        self._line += block.count(b"\n")
        if self._line > MOST_LINES:
            raise FileRefused(f"The file has more than {MOST_LINES:,} lines: cut it up.")
        return block


def _refuse_foreign(start: bytes) -> None:
    for magic, sentence in _FOREIGN:
        if start.startswith(magic):
            raise FileRefused(sentence)


def _refuse_markup(start: bytes) -> None:
    if start[:1024].lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise FileRefused(f"The file is HTML or XML, not CSV: {HOW_TO_SAVE}.")


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
