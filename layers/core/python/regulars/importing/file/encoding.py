"""How a file's characters are encoded: by its BOM, by its NULs, else strict UTF-8, else Windows-1252."""

from __future__ import annotations

import codecs
from enum import StrEnum

from ...errors import FileRefused

HOW_TO_SAVE = "save it as CSV (UTF-8) and upload that"
_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT calls these five undefined.
_NOT_IN_WINDOWS_1252 = b"\x81\x8d\x8f\x90\x9d"
_SAMPLE = 4096


class Encoding(StrEnum):
    """What a file was found to be."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    WINDOWS_1252 = "windows-1252"

    @property
    def codec(self) -> str:
        """What a file's lines, as `Source` yields them, are decoded with: UTF-16 has become UTF-8 by then."""
        return "cp1252" if self is Encoding.WINDOWS_1252 else "utf-8"


def provisional(text: str) -> str:
    """Text out of a line of `Source`, decoded before the whole file is known: as UTF-8, else as Windows-1252.

    A file of neither is refused at its end, so that a byte of neither only has to cost nothing here.
    """
    if text.isascii():
        return text
    given = text.encode("latin-1")
    try:
        return given.decode()
    except UnicodeDecodeError:
        return given.decode("cp1252", "replace")


class Characters:
    """Watches the bytes of one file pass. `encoding` is final when all of them have; `start` are the first."""

    def __init__(self, start: bytes) -> None:
        self.bom = next((bom for bom in _BOMS if start.startswith(bom)), b"")
        codec = _BOMS[self.bom] if self.bom else _utf_16_without_bom(start)
        self._utf_16 = codecs.getincrementaldecoder(codec)() if codec and codec != "utf-8" else None
        self.encoding = Encoding.UTF_16 if self._utf_16 else Encoding.UTF_8
        self._not_utf_8 = 0
        self._undefined = 0

    def text(self, chunk: bytes, line: int, *, end: bool = False) -> bytes:
        """The next bytes of the file as they are, but UTF-16 as UTF-8. `line` is the number of their first line.

        Raises `FileRefused` for what is no UTF-16, which includes half of a surrogate pair, and for a cut off end.
        """
        if self._utf_16 is None:
            return chunk
        try:
            return self._utf_16.decode(chunk, final=end).encode()
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(error.encoding, "ignore")
            fault = (
                "the UTF-16 file ends in the middle of a character: upload it again, whole."
                if end
                else f"is not UTF-16, as the file's beginning is: {HOW_TO_SAVE}."
            )
            raise FileRefused(f"Line {line + before.count(chr(10))}: {fault}") from None

    def check(self, block: bytes, line: int) -> None:
        """Looks at whole lines of text, of which `line` is the number of the first.

        Raises `FileRefused` where the lines seen so far are neither UTF-8 nor Windows-1252.
        """
        if block.isascii() or self._utf_16:
            return
        if not self._undefined:
            found = [at for byte in _NOT_IN_WINDOWS_1252 if (at := block.find(byte)) >= 0]
            self._undefined = line + block.count(b"\n", 0, min(found)) if found else 0
        if self.encoding is Encoding.UTF_8:
            try:
                block.decode()
            except UnicodeDecodeError as error:
                self._not_utf_8 = line + block.count(b"\n", 0, error.start)
                self.encoding = Encoding.WINDOWS_1252
            else:
                return
        if self.bom or 0 < self._undefined < self._not_utf_8:
            raise FileRefused(f"Line {self._not_utf_8}: is not UTF-8, as the lines before it are: {HOW_TO_SAVE}.")
        if self._undefined:
            raise FileRefused(
                f"Line {self._undefined}: is neither UTF-8 nor Windows-1252, as if a Mac or DOS program wrote it: "
                f"{HOW_TO_SAVE}."
            )


def _utf_16_without_bom(start: bytes) -> str | None:
    """The byte order if at least every eighth character is ASCII: those have their NUL always on the same side.

    Characters of other scripts may have one on the other side, but seldom: U+4E00, U+3000.
    """
    sample = start[:_SAMPLE]
    first, second = sample[0::2].count(0), sample[1::2].count(0)
    if max(first, second) < max(2, len(sample) // 16) or 4 * min(first, second) > max(first, second):
        return None
    return "utf-16-le" if second > first else "utf-16-be"
