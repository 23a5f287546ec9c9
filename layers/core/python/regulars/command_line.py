"""Command lines of `regulars` that messages print: quoted for a shell, so that they run as they are printed.

Every message that prints one, or an option of one with a value that only a run knows, builds it here: a test walks the
uses and reads each with the real command.
"""

from __future__ import annotations

import shlex

_program = "regulars"


def called_as(program: str) -> None:
    """Has the command lines that this process prints begin with `program`, as whoever reads them called it."""
    global _program
    _program = program


def program() -> str:
    """What command lines of this process begin with."""
    return _program


def command_line(command: str, *arguments: object, **options: object) -> str:
    """`regulars import 'my file.csv' --tenant acme --dates day-first`, of a command, its arguments and its options.

    An option is named as in Python (`dry_run=True` is `--dry-run`): True is a flag, a list repeats the option, a
    mapping gives it once for each `key=value`. None, False and what is empty are left out.
    """
    words = [*command.split(), *map(str, arguments)]
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        if value is True:
            words.append(option)
        elif isinstance(value, dict):
            words += [word for pair in value.items() for word in (option, "=".join(map(str, pair)))]
        elif isinstance(value, (list, tuple)):
            words += [word for one in value for word in (option, str(one))]
        elif value is not None and value is not False and value != "":
            words += [option, str(value)]
    return " ".join(map(quoted, [_program, *words]))


def option(name: str, value: object) -> str:
    """`--status 'on hold=paid'`: one option of a command as a message names it."""
    return f"--{name.replace('_', '-')} {quoted(str(value))}"


def quoted(word: str) -> str:
    """A word as shells take it; zsh would take what begins with `=` for a program's place."""
    return f"'{word}'" if word.startswith("=") and shlex.quote(word) == word else shlex.quote(word)
