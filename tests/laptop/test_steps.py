"""What stands in the way is said in one sentence, without the tools' noise."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from laptop.install import check_python
from laptop.place import own_place
from laptop.steps import Refused, run, without_noise


def test_a_failing_command_is_refused_with_the_end_of_its_output(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"(?s)the thing failed:.*disk full"):
        run([sys.executable, "-c", "import sys; sys.exit('disk full')"], what="the thing", cwd=tmp_path)


def test_a_command_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="needs the command `no-such-command`"):
        run(["no-such-command"], what="the thing", cwd=tmp_path)


def test_a_command_that_hangs_is_ended(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="did not end within 1 s"):
        run([sys.executable, "-c", "import time; time.sleep(60)"], what="the thing", cwd=tmp_path, timeout_s=1)


def test_the_banner_about_the_age_of_node_is_left_out() -> None:
    assert without_noise("!! Node 20 is end-of-life !!\nWARNING: pip is old\nReal trouble\n") == "Real trouble\n"


@pytest.mark.parametrize("version", [(3, 10), (3, 14)])
def test_another_python_is_refused_with_the_ones_that_work(version: tuple[int, int]) -> None:
    with pytest.raises(Refused, match=r"3\.11, 3\.12 or 3\.13"):
        check_python(version)


@pytest.mark.parametrize("port", ["80", "http", "70000"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("REGULARS_PORT", port)

    with pytest.raises(Refused, match=f"REGULARS_PORT={port}"):
        own_place()
