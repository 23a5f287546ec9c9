"""The pairs of customer and product that are due within a month: shard by shard, never all of them together."""

from __future__ import annotations

from typing import Self

from ...population.due import Due
from ...products import due
from ..left import Left
from ..work import Night
from .part import Part


class DuePart(Due, Part):
    name = "due"
    of_one_shard = True

    @classmethod
    def begin(cls, night: Night) -> Self:
        return cls(night.as_of_ms)

    def leave(self, left: Left) -> None:
        assert left.shard is not None, "it is left shard by shard"
        left.put(due.object_name(left.shard), self.as_json())
        left.note(due.week_name(left.shard), self.week)
        left.note(due.SHARDS, left.night.generation.shards)
