"""Whole answers that are kept a minute, with the entity tag by which a caller asks whether they have changed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Hashable
from typing import Any

from .call import Call
from .endpoint import Answer

# A browser may keep it for its user, and asks each time whether it still stands: a change of settings holds at once.
_HEADERS = {"Content-Type": "application/json", "Cache-Control": "private, no-cache"}
_TAGS = re.compile(r'"([^"]*)"')


def kept_answer(call: Call, path: Hashable, make: Callable[[], str]) -> Answer[str]:
    """The answer to the call's path and parameters as it was made within the last minute, or as `make` gives it."""
    body = call.keeper.body((path, *sorted(call.params.items())), lambda: make().encode())
    return Answer(body.decode(), headers={**_HEADERS, "ETag": entity_tag(body)})


def entity_tag(body: bytes) -> str:
    """Weak (RFC 9110, 8.8.1): the same answer may leave compressed or not."""
    return f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'


def as_known(answer: Answer[Any], if_none_match: str | None) -> Answer[Any]:
    """304 without a body where the caller has the answer already; tags are compared weakly, and a star is any.

    An answer without a tag is always sent.
    """
    if if_none_match is None or "ETag" not in answer.headers:
        return answer
    known = _TAGS.findall(if_none_match)
    if if_none_match.strip() == "*" or _TAGS.findall(answer.headers["ETag"])[0] in known:
        return Answer("", 304, {name: text for name, text in answer.headers.items() if name != "Content-Type"})
    return answer
