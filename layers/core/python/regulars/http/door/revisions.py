"""Revisions as entity tags: which one is stored, and which one a caller has read (RFC 9110, 13.1.1)."""

from __future__ import annotations

import re

from ...errors import FieldError, PreconditionFailed, QueryRefused
from .call import Call

# A star, or entity tags with commas between them. Possessive, since a header may be long.
_TAG = r'(?:W/)?"[!#-~\x80-\xff]*+"'
IF_MATCH = re.compile(rf"\*|{_TAG}(?:\s*+,\s*+{_TAG})*+")


def etag(revision: int) -> str:
    return f'"{revision}"'


def matches(given: str, revision: int) -> bool:
    """Whether `If-Match`, as given, names the stored revision. Raises `QueryRefused` for what is no entity tag."""
    given = given.strip()
    if not IF_MATCH.fullmatch(given):
        raise QueryRefused([FieldError("If-Match", 'must be an ETag as it was given, in its quotation marks: "3"')])
    return given == "*" or etag(revision) in (tag.strip() for tag in given.split(","))


def check_revision(call: Call, revision: int) -> None:
    """Raises `PreconditionFailed` where the call has an `If-Match` that does not name this revision."""
    given = call.header("if-match")
    if given is not None and not matches(given, revision):
        raise PreconditionFailed("It has been changed since you read it: read it again.")
