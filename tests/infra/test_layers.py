"""The layer of packages on a laptop: copied from where they were installed by the lock, and only so."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from infra import layers


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where `tea` 1.2 is installed as the lock says, with a command and a module that was compiled since."""
    site = tmp_path / "site"
    contents = {
        "tea/__init__.py": "leaves = 1",
        "tea/data/box.json": "{}",
        "tea-1.2.dist-info/METADATA": "Name: tea\nVersion: 1.2\n",
    }
    for name, content in contents.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(content)
    recorded = [f"{name},sha256={digest(content)},{len(content)}" for name, content in contents.items()]
    passed_over = ["../../bin/tea,sha256=x,1", "tea/__pycache__/__init__.pyc,,", "tea-1.2.dist-info/RECORD,,"]
    (site / "tea-1.2.dist-info" / "RECORD").write_text("\n".join([*recorded, *passed_over]))
    lock = tmp_path / "requirements.txt"
    lock.write_text("tea==1.2 \\\n    --hash=sha256:0\n    # via regulars\n")
    monkeypatch.setattr(layers, "LOCK", lock)
    monkeypatch.syspath_prepend(str(site))
    return site


def digest(content: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(content.encode()).digest()).rstrip(b"=").decode()


def copied(tmp_path: Path) -> set[str]:
    python = tmp_path / "python"
    assert layers._copy_installed(python)
    return {str(file.relative_to(python)) for file in python.rglob("*") if file.is_file()}


def test_what_the_wheel_brought_is_copied_and_nothing_else(installed: Path, tmp_path: Path) -> None:
    assert copied(tmp_path) == {"tea/__init__.py", "tea/data/box.json", "tea-1.2.dist-info/METADATA"}


@pytest.mark.parametrize("locked", ["tea==1.3", "coffee==1.2", "tea==1.2\ncoffee==1.2"])
def test_another_version_or_a_package_that_is_not_there_is_left_to_pip(
    installed: Path, tmp_path: Path, locked: str
) -> None:
    layers.LOCK.write_text(locked)

    assert not layers._copy_installed(tmp_path / "python")


def test_a_package_with_a_file_that_was_changed_is_left_to_pip(installed: Path, tmp_path: Path) -> None:
    (installed / "tea" / "data" / "box.json").write_text("{ }")

    assert not layers._copy_installed(tmp_path / "python")
