"""Two commands at once would fill the demo twice: the second waits."""

from __future__ import annotations

import subprocess
import sys
import time

from laptop.alone import alone
from laptop.place import ROOT

_SECOND = "from laptop.alone import alone\nwith alone(): print('my turn', flush=True)"


def test_a_second_command_waits_until_the_first_is_done() -> None:
    with alone():
        second = subprocess.Popen(
            [sys.executable, "-c", _SECOND], cwd=ROOT, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        assert second.stdout is not None
        assert second.stdout.readline() == "Another command works in this checkout: waiting for it.\n"
        time.sleep(0.1)
        assert second.poll() is None

    assert second.communicate(timeout=10)[0] == "my turn\n"
