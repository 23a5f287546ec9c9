"""`make unit`: some plain runs of pytest side by side, each of its share of the files.

pytest-xdist sends five messages about each test, and lets every worker collect all of them: of thousands of tests that
take a millisecond or two that was a third of the whole.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_SHARE = "REGULARS_SHARE"


def main(runs: int, *arguments: str) -> int:
    """Prints what each run says when it has ended; the exit code of one that failed, else 0."""
    command = [sys.executable, "-m", "pytest", *arguments]
    if runs < 2:
        return subprocess.run(command).returncode
    started = [
        subprocess.Popen(command, env={**os.environ, _SHARE: f"{one} {runs}"}, stdout=subprocess.PIPE)
        for one in range(runs)
    ]
    codes = []
    for run in started:
        told, _ = run.communicate()
        sys.stdout.buffer.write(told)
        sys.stdout.flush()
        codes.append(run.returncode)
    return next((code for code in codes if code), 0)


def share_of(files: list[Path]) -> set[Path]:
    """Those that this run has: all, unless `main` started it beside others. What is large is spread over them."""
    one, runs = (int(text) for text in os.environ.get(_SHARE, "0 1").split())
    by_size = sorted(files, key=lambda path: (path.stat().st_size, path))
    # there and back: 0 1 1 0 0 1 1 0
    return {path for at, path in enumerate(by_size) if one in (at % (2 * runs), 2 * runs - 1 - at % (2 * runs))}


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), *sys.argv[2:]))
