"""`python -m laptop ready|install|install-tools|up|down|clean`, called by make."""

from __future__ import annotations

import os
import sys

from laptop.alone import alone
from laptop.place import own_place
from laptop.steps import Refused, warn


def main(arguments: list[str]) -> int:
    """Exit 0: done; 1: refused or failed, with one sentence on stderr; 130: interrupted."""
    commands = {
        "ready": _ready,
        "install": _install,
        "install-tools": _install_tools,
        "up": _up,
        "down": _down,
        "clean": _clean,
    }
    if len(arguments) != 1 or arguments[0] not in commands:
        warn(f"usage: python -m laptop {'|'.join(commands)}")
        return 2
    try:
        commands[arguments[0]]()
    except Refused as refused:
        warn(str(refused))
        return 1
    except KeyboardInterrupt:
        warn("\nInterrupted. The same command goes on from here.")
        return 130
    return 0


def _ready() -> None:
    from laptop.install import install

    with alone():
        install()


def _install() -> None:
    from laptop.install import install

    with alone():
        install(account=True)


def _install_tools() -> None:
    from laptop.install import install

    with alone():
        install(tools=True)


def _up() -> None:
    from laptop.up import up

    with alone():
        up(own_place())


def _down() -> None:
    from laptop.up import down

    with alone():
        down(own_place())


def _clean() -> None:
    from laptop.up import clean

    with alone():
        clean(own_place(), sure=os.environ.get("YES") == "1")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
