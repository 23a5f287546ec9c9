"""Every command that writes a file where it is told to looks there before it does anything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from regulars.cli import erase_tenant, export, move_tenant

from testing.commands.runs import Run


@pytest.mark.parametrize(
    "command",
    [
        ("export", "{file}", "--tenant", "acme"),
        ("tenant", "export", "acme", "--to", "{file}"),
        ("tenant", "erase", "acme", "--name", "Acme", "--certificate", "{file}"),
    ],
    ids=" ".join,
)
def test_no_command_begins_what_it_could_not_write_down(
    command: tuple[str, ...],
    regulars: Run,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (export, move_tenant, erase_tenant):
        # Whatever was asked of it would fail: it has nothing.
        monkeypatch.setattr(module, "connect", Unasked)
    file = tmp_path / "nope" / "x.csv"

    assert regulars(*(part.format(file=file) for part in command)) == 1

    said = capsys.readouterr().err
    assert f"{file} could not be written: there is no folder {file.parent}. Nothing was done." in said
    assert "Errno" not in said


class Unasked:
    """A stack of which nobody may ask anything."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"{name} was asked for")
