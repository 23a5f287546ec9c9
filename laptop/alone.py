"""One command at a time in a checkout."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from laptop.place import ROOT


@contextmanager
def alone() -> Iterator[None]:
    """Waits until no other `make install`, `up`, `down` or `clean` works in this checkout, and keeps others waiting.

    The lock is on the folder itself: it goes with the process, and no file of it can be left behind.
    """
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another command works in this checkout: waiting for it.", flush=True)
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
