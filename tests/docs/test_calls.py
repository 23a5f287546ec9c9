"""Every call that a document shows is one of the API, with parameters that it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from testing.api.described import METHODS, parameters_of

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
_URL = re.compile(r"\$API(/[^\s\"'?]*)(?:\?([^\s\"']*))?")
_NAMED = re.compile(rf"`({'|'.join(METHODS)}) (/[^`\s?]*)(?:\?([^`\s]*))?")


def shown(document: Path) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Methods, of which one must fit, path and query of each; without paths that go on from another one (`/{id}`)."""
    text = document.read_text("utf-8")
    for path, query in _URL.findall(text):
        yield METHODS, path, query
    for method, path, query in _NAMED.findall(text):
        if not path.startswith("/{"):
            yield (method,), path, query


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_call_that_is_shown_is_one_of_the_api(document: Path) -> None:
    wrong = []
    for methods, path, query in shown(document):
        known = [found for method in methods if (found := parameters_of(method, path)) is not None]
        names = {part.partition("=")[0] for part in query.split("&") if part}
        if not any(names <= parameters for parameters in known):
            wrong.append(f"{path}?{query}")

    assert wrong == []


def test_the_search_finds_the_calls() -> None:
    assert sum(1 for document in DOCUMENTS for _ in shown(document)) > 200


def test_a_call_that_does_not_exist_and_a_parameter_that_none_takes_are_found() -> None:
    assert parameters_of("GET", "/api/customers/ann/points") is None
    assert parameters_of("PATCH", "/api/customers") is None
    assert parameters_of("GET", "/api/customers/rfm") != parameters_of("GET", "/api/customers/ann")
    assert "segment" in (parameters_of("GET", "/api/customers") or ())
    assert "segments" not in (parameters_of("GET", "/api/customers") or ())
