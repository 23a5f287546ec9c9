"""The measurements that need a running stack run on it, on a little of everything."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from benchmarks.__main__ import NEEDS_A_STACK, main
from benchmarks.data import ONLINE_RETAIL, VARIABLE
from benchmarks.order_file import write_order_file
from testing.deployed.stack import Stack


@pytest.mark.parametrize("name", NEEDS_A_STACK)
def test_a_measurement_prints_a_table_of_figures(
    name: str, stack: Stack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_order_file(tmp_path / "orders.csv", 20_000)
    with gzip.open(tmp_path / ONLINE_RETAIL, "wb") as packed:
        packed.write((tmp_path / "orders.csv").read_bytes())
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    monkeypatch.setenv("REGULARS_STACK", str(stack.place.note))

    assert main(["--small", name]) == 0

    shown = capsys.readouterr().out
    assert "Skipped" not in shown
    assert "-----" in shown
    if name == "import":
        wrong = re.search(r"^customers that differ from pandas +(\d+)", shown, re.MULTILINE)
        assert wrong is not None
        assert wrong[1] == "0"
