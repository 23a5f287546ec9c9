"""docs/sources.md: each promise of the source documents has its keeper, and what is named as keeping it exists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from regulars.cli.main import regulars
from regulars.events.registry import EVENT_TYPES

from testing.api.described import description, parameters_of

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "sources.md"
REGULARS = ROOT / "layers" / "core" / "python" / "regulars"
SOURCES = ("000", "001", "002", "003", "004")
TO_COME = {"campaigns", "connectors"}
"""Work that a row may point at with `will:`. What has landed leaves this set, and the rows say where it is kept."""

_LINK = re.compile(r"\[([^\]]+)\]\(([^)#]*)[^)]*\)")
_CALL = re.compile(r"^(GET|POST|PUT|DELETE) (/[^?\s]*)(?:\?(\S+))?$")
_CODE_OF_ERROR = re.compile(r'\bConflict\("(\w+)"')
_WILL = re.compile(r"\bwill: ([a-z ]+)")


class Promise(NamedTuple):
    """A row of the page; `kept` and `held` as they are written."""

    source: str
    section: str
    promise: str
    kept: str
    held: str

    @property
    def is_refused(self) -> bool:
        return self.kept.startswith("never")

    @property
    def is_to_come(self) -> bool:
        return self.kept.startswith("will: ")


def rows() -> Iterator[Promise]:
    for chapter in PAGE.read_text("utf-8").split("\n## ")[1:]:
        lines = [line for line in chapter.splitlines() if line.startswith("|")]
        assert lines[0] == "| Section | Promise | Kept by | Held by |"
        for line in lines[2:]:
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            assert len(cells) == 4, line
            yield Promise(chapter[:3], *cells)


ROWS = tuple(rows())
CODE = tuple((row, code) for row in ROWS for code in re.findall(r"`([^`]+)`", row.kept))
CALLS = {code: found for _, code in CODE if (found := _CALL.match(code))}


def titled(row: Promise) -> str:
    return f"{row.source}, {row.section}: {row.promise}"


def test_each_of_the_five_documents_has_its_table() -> None:
    assert tuple(dict.fromkeys(row.source for row in ROWS)) == SOURCES
    assert all(sum(row.source == source for row in ROWS) > 15 for source in SOURCES)


def test_no_promise_stands_twice_in_a_section() -> None:
    titles = [titled(row) for row in ROWS]

    assert sorted({title for title in titles if titles.count(title) > 1}) == []


def test_what_is_kept_names_its_keeper_and_a_test() -> None:
    kept = [row for row in ROWS if not (row.is_refused or row.is_to_come)]

    assert [titled(row) for row in kept if not re.search(r"`[^`]+`|\]\(", row.kept)] == []
    assert [titled(row) for row in kept if not _LINK.search(row.held)] == []


def test_what_is_refused_says_why() -> None:
    short = [row for row in ROWS if row.is_refused and len(row.kept.split()) < 10]

    assert [titled(row) for row in short] == []


def test_what_is_to_come_is_work_that_is_to_come() -> None:
    named = {work.strip() for row in ROWS for work in _WILL.findall(row.kept)}

    assert named == TO_COME


@pytest.mark.parametrize("call", CALLS)
def test_every_endpoint_exists_with_the_parameters_that_are_named(call: str) -> None:
    method, path, query = CALLS[call].groups()
    described = parameters_of(method, path)

    assert described is not None
    assert {part.partition("=")[0] for part in (query or "").split("&") if part} <= described


@pytest.mark.parametrize("line", sorted({code for _, code in CODE if code.startswith("regulars ")}))
def test_every_command_exists(line: str) -> None:
    command: click.Command = regulars
    words = line.split()[1:]
    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command), words.pop(0))
        assert found is not None, line
        command = found
    options = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


def test_every_other_word_in_code_is_one_of_the_api_or_of_operation() -> None:
    """Fields, settings, values and options: whoever renames one finds the rows that name it."""
    known = set(re.findall(r"[A-Za-z_]+", json.dumps(description())))
    known |= {code for path in REGULARS.rglob("*.py") for code in _CODE_OF_ERROR.findall(path.read_text("utf-8"))}
    known |= {type_.name for type_ in EVENT_TYPES} | {"nightTime", "nightZone"} | {"affinity", "reorder", "win_back"}
    others = {code for _, code in CODE if code not in CALLS and not code.startswith(("regulars ", "make ", "/"))}

    assert sorted(others - known) == []


def test_every_screen_and_event_that_is_named_exists() -> None:
    dashboard = (ROOT / "docs/dashboard.md").read_text("utf-8")
    named = {(text, file) for row in ROWS for text, file in _LINK.findall(row.kept)}

    assert [text for text, file in named if file == "dashboard.md" and f"\n| {text} | " not in dashboard] == []
    assert {text for text, _ in named if text.startswith("customer.")} <= {type_.name for type_ in EVENT_TYPES}


def test_every_test_that_is_named_exists() -> None:
    named = {(text, file) for row in ROWS for text, file in _LINK.findall(row.held)}
    missing = []
    for text, file in sorted(named):
        path = PAGE.parent / file
        source = path.read_text("utf-8") if path.exists() else ""
        if text != path.name and f"\ndef test_{text.replace(' ', '_')}(" not in source:
            missing.append(f"{file}: {text}")
        elif text == path.name and "\ndef test_" not in source:
            missing.append(file)

    assert len(named) > 150, "the search finds what there is"
    assert missing == []
