"""The page of benchmarks: every measurement has a block on it, and what is printed replaces that block alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.__main__ import MEASUREMENTS
from benchmarks.document import PAGE, document, names_on


def test_every_measurement_has_one_block_on_the_page() -> None:
    """Costs have a page of their own, docs/costs.md."""
    assert sorted([*names_on(PAGE.read_text()), "costs"]) == sorted(MEASUREMENTS)


def test_what_is_printed_replaces_its_own_block_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- printed: fold -->\n```\nwas here\n```\nb\n<!-- printed: derive -->\n```\nother\n```\n")

    document("fold", "\nnew\n1\n", page=page)

    text = page.read_text()
    assert "was here" not in text
    assert "new\n1\n```\nb\n<!-- printed: derive -->\n```\nother\n```\n" in text


def test_a_measurement_without_a_block_is_an_error(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing")

    with pytest.raises(ValueError, match="fold"):
        document("fold", "1", page=page)
