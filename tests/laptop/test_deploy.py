"""When a laptop's stack is described anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from laptop import deploy
from laptop.place import Place


def test_a_checkout_that_was_moved_is_described_anew_since_files_are_published_from_where_they_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(tmp_path, 4566)

    def fingerprint(folder: str, source: str = "same") -> str:
        checkout = tmp_path / folder
        checkout.mkdir(exist_ok=True)
        (checkout / "app.py").write_text(source)
        monkeypatch.setattr(deploy, "ROOT", checkout)
        return deploy._fingerprint(place, {})

    here = fingerprint("here")
    assert fingerprint("here") == here
    assert fingerprint("there") != here
    assert fingerprint("here", "changed") != here
