"""The page of decisions has an index by room, and every decision is in it."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "decisions.md").read_text()


def test_every_decision_stands_in_the_index_by_room_and_nothing_else_does() -> None:
    index, _, decisions = PAGE.partition("<!-- /index -->")

    indexed = re.findall(r"\]\(#(\d{4}-\d{2}-\d{2}--[^)]*)\)", index)
    told = [_anchor(heading) for heading in re.findall(r"^## (.+)$", decisions, re.MULTILINE)]

    assert sorted(indexed) == sorted(told)


def test_each_decision_is_dated_and_at_most_fifteen_lines_long() -> None:
    decisions = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]

    assert [one.splitlines()[0] for one in decisions if not re.match(r"\d{4}-\d{2}-\d{2} — ", one)] == []
    assert [one.splitlines()[0] for one in decisions if len(one.strip().splitlines()) > 16] == []


def _anchor(heading: str) -> str:
    """As GitHub makes it of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
