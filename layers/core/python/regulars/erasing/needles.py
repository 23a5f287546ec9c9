"""Whether a text, or the bytes of a file in whatever encoding, name somebody. Pure."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from .short_numbers import ShortNumbers, is_short

_ENCODINGS = ("utf-8", "cp1252", "utf-16-le", "utf-16-be")
_GZIP = b"\x1f\x8b"
# Between the digits of a number, as people write it; in UTF-16 there are zeros too.
_BETWEEN = rb"[\s\x00()./-]{0,3}"
# Within a longer word or number it is not theirs. Something stands on each side, so that no piece of a file hides it.
_ALONE = (rb"(?<=[^a-z0-9])", rb"(?=[^a-z0-9])")
_BOM = b"\xef\xbb\xbf\xff\xfe"
_CHUNK = 1024 * 1024


class Needles:
    """Ids, e-mail addresses, phone numbers (as digits) and whole names, each as somebody may have written it.

    A number of a few digits is theirs only where it stands alone (`short_numbers.py`).
    """

    def __init__(self, texts: Iterable[str], phones: Iterable[str]) -> None:
        known = set(texts)
        short = {text for text in known if is_short(text)}
        self._short = ShortNumbers(short)
        written = {form for text in known - short for form in _written(text)} | {_hashed(text) for text in short}
        patterns = [re.escape(form) for form in sorted(written, key=len, reverse=True)]
        patterns += [_BETWEEN.join(re.escape(one) for one in _digits(phone)) for phone in phones]
        self._longest = max((ShortNumbers.LONGEST, *(4 * len(pattern) for pattern in patterns)))
        self._pattern = re.compile(_ALONE[0] + b"(?:" + b"|".join(patterns) + b")" + _ALONE[1]) if patterns else None

    def in_text(self, text: str) -> bool:
        plain = b"\n%s\n" % text.encode("utf-8", "replace").lower()
        return _found(plain, self._pattern) or self._short.in_text(text)

    def in_bytes(self, read: Callable[[int], bytes]) -> bool:
        """Of a file that is read piece by piece, gzipped or not."""
        pieces = _plain(read)
        first = next(pieces, b"").lstrip(_BOM)
        patterns = (self._pattern, self._short.cells(first))
        kept = b"\n"
        for piece in chain([first], pieces, [b"\n"]):
            kept += piece.lower()
            if any(_found(kept, pattern) for pattern in patterns):
                return True
            kept = kept[-self._longest :]
        return False


def _found(content: bytes, pattern: re.Pattern[bytes] | None) -> bool:
    return pattern is not None and pattern.search(content) is not None


def _written(text: str) -> Iterator[bytes]:
    """The text as bytes, folded as far as bytes are: plain, as JSON and as CSV escape it, and as audiences hash it."""
    cell = io.StringIO()
    csv.writer(cell).writerow([text])
    for form in {text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1], cell.getvalue().strip()}:
        for encoding in _ENCODINGS:
            try:
                yield form.encode(encoding).lower()
                yield form.lower().encode(encoding).lower()
            except UnicodeEncodeError:
                continue
    yield _hashed(text)


def _hashed(text: str) -> bytes:
    return hashlib.sha256(text.strip().lower().encode()).hexdigest().encode()


def _digits(phone: str) -> list[bytes]:
    return [one.encode() for one in phone if one.isdecimal()]


def _plain(read: Callable[[int], bytes]) -> Iterator[bytes]:
    first = read(_CHUNK)
    unpacked = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32) if first[:2] == _GZIP else None
    piece = first
    while piece:
        if unpacked is None:
            yield piece
        else:
            while piece:
                try:
                    plain = unpacked.decompress(piece, _CHUNK)
                except zlib.error:
                    yield piece  # no gzip after all, or cut off: it is looked at as it is
                    return
                yield plain
                piece = unpacked.unconsumed_tail
                if unpacked.eof and unpacked.unused_data:
                    piece, unpacked = unpacked.unused_data, zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        piece = read(_CHUNK)
