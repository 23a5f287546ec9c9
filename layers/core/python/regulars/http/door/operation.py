"""What an endpoint does not say itself, by its function's name: for the description and the tests, not at run time.

Each folder has the `OPERATIONS` of its endpoints beside their shapes, and an example of each in `examples.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

from ...dataclass import dataclass

if TYPE_CHECKING:
    from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class Operation:
    """`answer` None: a document, not a shape of ours. `problems` beside those that every private call may end in.

    `media_type` may name several, comma-separated. `if_match` says of what a caller may send the `ETag`, or must where
    428 is among the problems. `or_status` is another status with the same shape, and when.
    `refuses_erased`: 409 where it names somebody who was erased.
    `secret`: a machine client shows its own in a form instead of a token, and faults have the shape of RFC 6749.
    """

    tag: str
    answer: type[Mapping[str, Any]] | None
    body: type[BaseModel] | None = None
    status: int = 200
    problems: tuple[int, ...] = ()
    media_type: str = "application/json"
    if_match: str = ""
    etag: bool = False
    or_status: tuple[int, str] | None = None
    secret: bool = False
    refuses_erased: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """`ids` stand in the path, in the place of its names."""

    ids: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str | int] = field(default_factory=dict)
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    form: bool = False
    """Whether the body is sent as a form; else as JSON."""
