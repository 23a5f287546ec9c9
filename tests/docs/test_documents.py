"""The documents are a contract: what they name exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from regulars.importing.presets import PRESETS
from regulars.importing.presets.preset import Preset

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
_LINK = re.compile(r"\]\((?!https?://)([^)#]+)")
_SECTION = re.compile(r"\]\((?!https?://)([^)#]*)#([^)]+)\)")
_FILE = re.compile(
    r"`((?:functions|infra|account|laptop|tests|testing|facts|scoring|stores|orders|importing|projection|population|people|lists|audience|products|segments|crm|jobs|http|nightly|cli)"
    r"/[\w/.]+)`"
)
_MAKE = re.compile(r"\bmake ([a-z][a-z-]*)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_to_a_file(document: Path) -> None:
    missing = [link for link in _LINK.findall(document.read_text()) if not (document.parent / link).exists()]

    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_to_a_section_leads_to_one(document: Path) -> None:
    links = [
        (document.parent / file if file else document, anchor)
        for file, anchor in _SECTION.findall(document.read_text())
    ]

    assert [f"{page.name}#{anchor}" for page, anchor in links if anchor not in _anchors(page)] == []


def _anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_is_named_exists(document: Path) -> None:
    places = (ROOT, ROOT / "layers/core/python/regulars")
    named = _FILE.findall(document.read_text())

    assert [name for name in named if not any((place / name).exists() for place in places)] == []


def test_every_make_command_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    inside = re.compile(r"`([^`]+)`|^((?:make|npx|\.venv|curl).*)$", re.MULTILINE)
    code = " ".join(match.group(0) for document in DOCUMENTS for match in inside.finditer(document.read_text()))

    assert set(_MAKE.findall(code)) <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_command_that_is_to_be_pasted_is_found_from_the_checkout(document: Path) -> None:
    blocks = re.findall(r"^```\w*\n(.*?)^```", document.read_text(), re.MULTILINE | re.DOTALL)

    assert [line for block in blocks for line in block.splitlines() if re.search(r"(?:^|\(|\| )regulars ", line)] == []


@pytest.mark.parametrize(
    "preset", [preset for preset in PRESETS if not preset.refusal], ids=lambda preset: preset.title
)
def test_every_export_has_a_page_that_names_what_it_is_recognised_by(preset: Preset) -> None:
    page = ROOT / f"docs/importing/{preset.name}.md"

    assert f"importing/{page.name}" in (ROOT / "docs/importing.md").read_text()
    assert [mark for mark in preset.marks if mark not in page.read_text()] == []
