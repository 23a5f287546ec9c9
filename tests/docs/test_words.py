"""Plain words: a customer is "they", and whoever reads a reference can open what it names."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_TEXTS = (".py", ".md", ".toml", ".svg", ".json", ".yml")
_HE = re.compile(r"\b(?:he|him|his|himself|she|hers?|herself)\b", re.IGNORECASE)
_PAPER = re.compile(r"(?<![\w/.-])((?:[\w.-]+/)*[\w-]+\.md)(?:, ([A-Z][A-Za-z ]*[a-z]|RFM|API))?")
# Quoted as what is wrong.
_MAY_SAY_HE = {"tests/docs/test_words.py", "CONTRIBUTING.md"}


def _tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("only a checkout of git says which files are the project's")
    return [name for name in listed.stdout.split() if name.endswith(_TEXTS) and (ROOT / name).exists()]


def _written(name: str) -> str:
    return (ROOT / name).read_text()


def test_a_customer_is_they_in_code_messages_descriptions_and_documents() -> None:
    said = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name in _tracked()
        if name not in _MAY_SAY_HE and not name.startswith(("package", "examples/"))
        for number, line in enumerate(_written(name).splitlines(), 1)
        if _HE.search(line)
    ]

    assert said == []


def test_nothing_that_a_user_of_the_api_reads_names_a_paper_of_ours() -> None:
    description = _written("layers/core/python/regulars/http/openapi.json")

    assert _PAPER.findall(description) == []


def test_every_paper_that_code_cites_is_here_and_has_the_section() -> None:
    missing = []
    for name in _tracked():
        if not name.endswith(".py") or name.startswith("tests/"):
            continue
        for paper, section in _PAPER.findall(_written(name)):
            found = next((place / paper for place in (ROOT, ROOT / "docs") if (place / paper).exists()), None)
            if found is None:
                missing.append(f"{name}: {paper}")
            elif section and not _has(found, section):
                missing.append(f"{name}: {paper}, {section}")

    assert missing == []


def _has(paper: Path, section: str) -> bool:
    """Whether the page has a heading of which the cited words are the beginning, or the other way round."""
    headings = re.findall(r"^#+ (.+)$", paper.read_text(), re.MULTILINE)
    return any(section.startswith(heading) or heading.startswith(section) for heading in headings)
