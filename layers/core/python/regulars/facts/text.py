"""Texts as they arrive: a character that was lost on the way is refused, one that cannot be seen costs nothing."""

from __future__ import annotations

import re
from unicodedata import category

# U+FFFD is what a decoder puts in the place of bytes that it could not read; half a surrogate pair is the rest of one.
_LOST = re.compile("[\ufffd\ud800-\udfff]")
LOST = "a sign for a character that was lost before it came here (send the text as UTF-8)"


def lost_at(text: str) -> int | None:
    """Where the first character stands that stands for a lost one: texts that differed there would become one."""
    if text.isascii():
        return None
    found = _LOST.search(text)
    return found.start() if found else None


# Format characters that nobody sees and no script needs: soft hyphen, zero width space, byte order mark, overrides of
# direction, marks of annotations. Joiners, direction marks and the tags of a flag stay: they change what is seen.
_UNSEEN = re.compile("[\u00ad\u180e\u200b\u202d\u202e\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0001]")
# Controls, and code points that Unicode keeps free for ever.
_NO_CHARACTER = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)


def unkept_at(text: str) -> int | None:
    """Where the first character stands that `readable` would leave out or replace, spaces aside."""
    if text.isprintable():
        return None
    found = [one.start() for one in (_UNSEEN.search(text), _NO_CHARACTER.search(text)) if one]
    return min(found, default=None)


def readable(text: str) -> str:
    """A name as it is kept: spaces joined, what is not seen left out, a space for what is no character.

    What a newer Unicode calls a letter or an emoji, and a font's own characters, stay.
    """
    joined = " ".join(text.split())
    if joined.isprintable():
        return joined
    return " ".join(_NO_CHARACTER.sub(" ", _UNSEEN.sub("", joined)).split())


def shortened(text: str, longest: int) -> str:
    """At most `most` characters, the last an ellipsis where there were more."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 day`, `12 days`; `many` where the plural is another word: `counted(2, "person", "people")`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def unmarked(text: str) -> str:
    """The text without format characters, joiners among them: an address holds none."""
    return text if text.isascii() else "".join(one for one in text if category(one) != "Cf")
