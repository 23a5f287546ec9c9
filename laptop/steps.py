"""Saying what is done and how long it took; and giving up with one sentence."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path


class Refused(Exception):
    """Something on this machine stands in the way; the text says what, and what to do."""


@contextmanager
def step(name: str) -> Iterator[None]:
    """Prints the step's name, and its seconds when it is over."""
    print(f"{name} ...", end="", flush=True)
    begin = time.monotonic()
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f" {time.monotonic() - begin:.1f} s", flush=True)


def run(
    command: Sequence[str | Path],
    *,
    what: str,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    timeout_s: float | None = None,
) -> str:
    """Runs a command quietly and answers its stdout. Raises Refused with the end of all its output where it fails."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env=env,
            timeout=timeout_s,
            capture_output=True,
            text=True,
            errors="replace",
        )
    except FileNotFoundError:
        raise Refused(f"{what} needs the command `{command[0]}`, which is not there.") from None
    except subprocess.TimeoutExpired as expired:
        raise Refused(
            f"{what} did not end within {timeout_s:.0f} s.\n{tail(expired.stdout)}\n{tail(expired.stderr)}"
        ) from None
    if done.returncode != 0:
        raise Refused(f"{what} failed:\n{tail(done.stdout + done.stderr)}")
    return done.stdout


def without_noise(output: str) -> str:
    """Without jsii's banner about the age of Node (lines of `!!`) and without pip's warnings."""
    return "".join(
        line for line in output.splitlines(keepends=True) if "!!" not in line and not line.startswith("WARNING:")
    )


def tail(output: str | bytes | None, lines: int = 25) -> str:
    """The last lines of a command's output, without noise."""
    text = output.decode(errors="replace") if isinstance(output, bytes) else output or ""
    return "\n".join(without_noise(text).splitlines()[-lines:])


def warn(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
