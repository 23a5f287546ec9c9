"""What an export counts: whom it wrote, and who was left out for which reason."""

from __future__ import annotations

from typing import NamedTuple


class Counts(NamedTuple):
    """`customers` were written, as `size` bytes of text. Of those who match, each who was left out counts once: by the
    first reason, in this order. `unreadable` are those of whom nobody knows whether they match: what is stored of them
    is damaged."""

    customers: int = 0
    do_not_contact: int = 0
    opted_out: int = 0
    without_email: int = 0
    size: int = 0
    unreadable: int = 0

    def plus(self, other: Counts) -> Counts:
        return Counts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))
