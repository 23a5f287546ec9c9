"""Functions that read many rows look for cycles rarely."""

from __future__ import annotations

import subprocess
import sys

import pytest

_COUNTED = """
import gc
from regulars.memory import look_for_cycles_rarely
looked = []
gc.callbacks.append(lambda phase, info: looked.append(phase))
{before}
looked.clear()
rows = [(number,) for number in map(float, range(90_000))]
print(len(looked))
"""


@pytest.mark.parametrize(("before", "looks"), [("", True), ("look_for_cycles_rarely()", False)])
def test_many_rows_are_read_without_a_look_for_cycles(before: str, looks: bool) -> None:
    shown = subprocess.run(
        [sys.executable, "-c", _COUNTED.format(before=before)], check=True, capture_output=True, text=True
    ).stdout

    assert (int(shown) > 0) is looks
