"""How a run of tests is shared out: which worker of pytest-xdist runs which test, and what is kept."""

from __future__ import annotations

import gc
import re
from functools import cache
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

# Made once a session, which costs more than any test that uses it: one worker has the whole folder. A stack is started
# for the browser alone, too: one stack for both folders would have them wait for each other, longer than for all else.
_TOGETHER = ("tests/stack", "tests/browser", "tests/infra", "tests/flows/online_retail")
# So does what a file makes once: a fixture for all its tests, a shop that is put back, an answer that is remembered.
_MADE_ONCE = re.compile(
    r'^(?:@pytest\.fixture\(scope="module"\)|@cache|from testing\.aws\.kept import made_once)$', re.MULTILINE
)
_LONGEST = ("tests/stack/", "tests/browser/", "tests/flows/test_pipeline.py", "tests/laptop/test_up.py")


class ByWhatTheyShare(LoadScopeScheduling):
    """Each test goes to whoever is free; those that share something dear go together.

    pytest-xdist's own `loadgroup` writes the group into a test's name, where pytest 9.2 lets nobody write.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        folder = file.rpartition("/")[0]
        if folder in _TOGETHER:
            return folder
        return file if _makes_something_once(self.config.rootpath / file) else nodeid


@cache
def _makes_something_once(file: Path) -> bool:
    return _MADE_ONCE.search(file.read_text("utf-8")) is not None


def longest_first(items: list[pytest.Item]) -> None:
    """So that the two stacks begin on two workers and the pipeline on a third, and none waits behind another."""
    items.sort(key=lambda item: next((at for at, name in enumerate(_LONGEST) if item.nodeid.startswith(name)), 9))


def name_of_bytes(val: object, argname: str) -> str | None:
    """Bytes go by their argument's name: gzip puts the second into them, and workers must agree on every name."""
    return argname if isinstance(val, bytes) else None


def keep_what_was_collected() -> None:
    """What was imported and collected stays to the end: the garbage collector looks through it no more, and through
    what tests make less often. Each leaves little behind."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
