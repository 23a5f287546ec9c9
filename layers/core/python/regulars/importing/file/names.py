"""Names as files write them: compared without what people add, drop and mistype."""

from __future__ import annotations

import unicodedata

_IGNORED = str.maketrans("", "", " _-.'’\ufeff\u200b")


def plain(name: str) -> str:
    """A name without case, spaces, `_`, `-`, full stops and apostrophes, by Unicode's compatibility form (NFKC)."""
    return unicodedata.normalize("NFKC", name).casefold().translate(_IGNORED)
