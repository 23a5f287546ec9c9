"""`python -m account test|sweep`, called by make."""

from __future__ import annotations

import os
import subprocess
import sys

from account.suite import asked
from account.sweep import sweep
from laptop.place import ROOT
from laptop.steps import Refused, warn


def main(arguments: list[str]) -> int:
    """Exit 0: done; 1: refused or failed, with one sentence on stderr; 2: called wrongly; else pytest's own."""
    try:
        if arguments[:1] == ["test"]:
            return _test(arguments[1:])
        if arguments == ["sweep"]:
            return _sweep()
    except Refused as refused:
        warn(str(refused))
        return 1
    warn("usage: python -m account test [what pytest takes]|sweep")
    return 2


def _test(more: list[str]) -> int:
    asked(os.environ)
    command = [sys.executable, "-m", "pytest", "-n0", "-rs", *(more or ["tests/stack", "tests/account"])]
    return subprocess.run(command, cwd=ROOT).returncode


def _sweep() -> int:
    """What every run has left behind, one that still runs too."""
    if not os.environ.get("AWS_PROFILE"):
        raise Refused(
            "AWS_PROFILE names the account whose throw-away stacks are deleted: AWS_PROFILE=... make aws-sweep"
        )
    import boto3

    deleted, left = sweep(boto3.client, lambda tag: True)  # type: ignore[arg-type]
    print("\n".join([*(f"Deleted {one}" for one in deleted), *(f"Left, delete it by hand: {one}" for one in left)]))
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
