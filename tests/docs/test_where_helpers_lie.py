"""Tests share helpers through `testing/`: nothing imports a test, and nothing that is shipped imports a helper."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHIPPED = ("layers/core", "functions", "infra", "laptop", "account")
OURS = (*SHIPPED, "benchmarks", "openapi", "testing", "tests")


def imports_of(package: str, folders: tuple[str, ...]) -> list[str]:
    """`file: line` of every import of a package; functions import, too."""
    line = re.compile(rf"^\s*(?:from|import)\s+{package}\b.*$", re.MULTILINE)
    files = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return [f"{path.relative_to(ROOT)}: {found}" for path in files for found in line.findall(path.read_text("utf-8"))]


def test_nothing_imports_a_test() -> None:
    assert imports_of("tests", OURS) == [], "what two tests share belongs into testing/"


def test_tests_hold_nothing_but_tests_and_fixtures() -> None:
    """So that no test can import from beside itself either."""
    files = (path for path in (ROOT / "tests").rglob("*.py") if path.name != "conftest.py")

    assert [str(path.relative_to(ROOT)) for path in files if not path.name.startswith("test_")] == []


def test_nothing_that_is_shipped_imports_a_helper() -> None:
    assert imports_of("testing", SHIPPED) == []
    assert len(imports_of("testing", ("tests",))) > 100, "the search finds what there is"
