"""Every option's every value, and every command line that is printed or documented, is taken by the real command.

What a message prints is found in the source: a message that names a command or an option of it is held to this without
being listed anywhere.
"""

from __future__ import annotations

import ast
import importlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest
import regulars as package
from regulars.cli.main import main, regulars
from regulars.command_line import called_as, command_line
from regulars.facts.tenant import TenantStatus
from regulars.importing.file.options import CHOICES

PACKAGE = Path(package.__file__).parent
ROOT = Path(__file__).parents[2]
PRINTING = [*PACKAGE.rglob("*.py"), *(ROOT / "laptop").rglob("*.py")]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
UNKNOWN = "7"
"""What stands for a value that only a run knows; every kind of option that commands have takes it but choices."""


class Command(NamedTuple):
    """A command of the tree: its words, as `tenant set-status`."""

    name: str
    command: click.Command

    def option(self, name: str) -> click.Option | None:
        options = (one for one in self.command.params if isinstance(one, click.Option))
        return next((one for one in options if name in one.opts), None)


def commands(group: click.Group = regulars, *before: str) -> Iterator[Command]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, *before, name)
        else:
            yield Command(" ".join((*before, name)), command)


COMMANDS = {command.name: command for command in commands()}
CHOICES_OF = [
    (name, parameter, value)
    for name, command in COMMANDS.items()
    for parameter in command.command.params
    if isinstance(parameter.type, click.Choice)
    for value in parameter.type.choices
]
OPTIONS = {name for command in COMMANDS.values() for parameter in command.command.params for name in parameter.opts}


class Documented(NamedTuple):
    path: Path
    line: int
    text: str


def documented() -> Iterator[Documented]:
    """Command lines of the documents: of code blocks, and in backticks where more than a name stands there."""
    for path in DOCUMENTS:
        for number, line in enumerate(path.read_text().replace("\\\n", "").splitlines(), 1):
            for found in re.finditer(r"(?:^|[`$(/ ])regulars ([a-z][^`#&)>\n]*)", line):
                if line[: found.start() + 1].count("`") % 2 or line.lstrip().startswith((".venv", "TOKEN=")):
                    yield Documented(path, number, found[1].replace("\\|", "|").strip())


DOCUMENTED = list(documented())


@pytest.fixture(autouse=True)
def a_file_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a command line names a file, it is there."""
    monkeypatch.chdir(tmp_path)
    for name in (
        UNKNOWN,
        "FILE",
        *(file for said in DOCUMENTED for file in re.findall(r"[\w-]+\.(?:csv|txt|json|pem)", said.text)),
    ):
        (tmp_path / name).touch()
    (tmp_path / "examples").symlink_to(ROOT / "examples")


def read(words: list[str]) -> dict[str, Any]:
    """What the real command takes a line for, without running it. Raises `click.UsageError` where it refuses it."""
    context = click.Context(regulars, info_name="regulars")
    command: click.Command = regulars
    while isinstance(command, click.Group):
        name, found, words = command.resolve_command(context, words)
        assert name is not None
        assert found is not None
        command = found
    return command.make_context(name, list(words), parent=context).params


def least(command: click.Command, *, besides: click.Parameter | None = None) -> list[str]:
    """The arguments and options that a command cannot do without, but for one of them."""
    words = []
    for parameter in command.params:
        if parameter is besides or not parameter.required:
            continue
        value = parameter.type.choices[0] if isinstance(parameter.type, click.Choice) else UNKNOWN
        words += [value] if isinstance(parameter, click.Argument) else [parameter.opts[-1], value]
    return words


@pytest.mark.parametrize(("name", "parameter", "value"), CHOICES_OF)
def test_every_value_that_a_command_documents_is_taken_as_it_is_written(
    name: str, parameter: click.Parameter, value: str
) -> None:
    command = COMMANDS[name].command
    documented = parameter.make_metavar(click.Context(command)) if isinstance(parameter, click.Option) else value
    given = [value] if isinstance(parameter, click.Argument) else [parameter.opts[-1], value]

    assert parameter.name is not None
    taken = read([*name.split(), *least(command, besides=parameter), *given])

    assert (type(taken[parameter.name]), taken[parameter.name]) == (str, value)
    assert value in documented.strip("[]").split("|")


def test_the_command_takes_every_choice_that_the_api_takes() -> None:
    found = {
        parameter.name: parameter.type.choices
        for parameter in COMMANDS["import"].command.params
        if isinstance(parameter.type, click.Choice)
    }
    names = {"preset": "preset", "dates": "dates", "decimal": "decimal", "countPending": "count_pending"}

    assert {option: tuple(found[names[option]]) for option in CHOICES} == {
        option: tuple(map(str, values)) for option, values in CHOICES.items()
    }
    assert tuple(COMMANDS["tenant set-status"].command.params[1].type.choices) == tuple(map(str, TenantStatus))  # type: ignore[attr-defined]


class Message(NamedTuple):
    """A text of the source that is no docstring, with what its module knows put in; else `UNKNOWN`."""

    path: Path
    line: int
    text: str


def messages(path: Path) -> Iterator[Message]:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    known = vars(importlib.import_module(_module(path)))
    docstrings = {node.value for node in nodes if isinstance(node, ast.Expr)}
    within = {part for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    unsaid = docstrings | within
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            yield Message(path, node.lineno, "".join(_part(part, known) for part in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in unsaid:
            yield Message(path, node.lineno, node.value)


def _module(path: Path) -> str:
    base = ROOT if path.is_relative_to(ROOT / "laptop") else PACKAGE.parent
    return ".".join(path.relative_to(base).with_suffix("").parts).removesuffix(".__init__")


def _part(part: ast.expr, known: dict[str, Any]) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    assert isinstance(part, ast.FormattedValue)
    if not isinstance(part.value, (ast.Name, ast.Attribute)):
        return UNKNOWN
    try:
        return str(eval(ast.unparse(part.value), known))
    except (NameError, AttributeError):
        return UNKNOWN


MESSAGES = [message for path in PRINTING if path.name != "__main__.py" for message in messages(path)]
_COMMAND = re.compile(rf"\bregulars (?:{'|'.join(sorted({name.split()[0] for name in COMMANDS}))})\b")
_OPTION = re.compile(r"(?<![\w-])(--[a-z]+(?:-[a-z]+)*)(?:[ =](\"[^\"]*\"|[\w|=-]+))?")


def test_no_message_spells_a_command_line_itself() -> None:
    spelt = [message for message in MESSAGES if _COMMAND.search(message.text)]

    assert not spelt, "build it with command_line(), so that it is quoted, and read by a test"


def test_no_message_quotes_for_a_shell_itself() -> None:
    quoting = [path for path in PRINTING if re.search(r"\bshlex\b", path.read_text())]

    assert quoting == [PACKAGE / "command_line.py"]


def uses() -> Iterator[tuple[str, ast.Call]]:
    for path in PRINTING:
        text = path.read_text()
        for node in ast.walk(ast.parse(text)) if "command_line" in text else ():
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "command_line":
                yield f"{path.name}:{node.lineno}", node


@pytest.mark.parametrize(("where", "call"), list(uses()))
def test_every_command_line_that_a_message_prints_is_one_of_the_command(where: str, call: ast.Call) -> None:
    """Names are constants in the source; values that only a run knows are of a kind that any run may have."""
    name, *arguments = call.args
    assert isinstance(name, ast.Constant), f"{where}: the command's name is no constant"
    assert isinstance(name.value, str), where
    command = COMMANDS[name.value]
    options: dict[str, Any] = {}
    for given in call.keywords:
        if given.arg is None:
            # `**options`: what they are called, only a run shows; the tests of the messages read those.
            continue
        option = command.option(f"--{given.arg.replace('_', '-')}")
        assert option is not None, f"{where}: {name.value} has no option {given.arg}"
        options[given.arg] = True if option.is_flag else [f"a={UNKNOWN}"] if option.multiple else UNKNOWN
        if isinstance(option.type, click.Choice):
            options[given.arg] = option.type.choices[0]

    assert read(shlex.split(command_line(name.value, *[UNKNOWN] * len(arguments), **options))[1:])


def test_there_are_messages_that_print_command_lines() -> None:
    assert len(list(uses())) > 8


@pytest.mark.parametrize(
    "message",
    [message for message in MESSAGES if _OPTION.search(message.text) and message.path.is_relative_to(PACKAGE)],
)
def test_every_option_that_a_message_names_is_one_of_the_command_with_that_value(message: Message) -> None:
    for option, value in _OPTION.findall(message.text):
        if option == "--help":
            continue
        takers = [found for command in COMMANDS.values() if (found := command.option(option))]
        assert takers, f"{message.path.name}:{message.line}: no command has {option}"
        choices = [choice for taker in takers if isinstance(taker.type, click.Choice) for choice in taker.type.choices]
        for word in value.split("|") if choices and value else ():
            assert word in choices, f"{message.path.name}:{message.line}: {option} does not take {word}"


@pytest.mark.parametrize("said", DOCUMENTED)
def test_every_command_line_in_the_documents_is_taken(said: Documented) -> None:
    words = shlex.split(said.text)
    if "|" in words:
        group = next(word for word in regulars.list_commands(click.Context(regulars)) if word == words[0])
        lines = [[group, word] for word in words[1:] if word != "|"]
    else:
        lines = [words]
    for line in lines:
        name = next(name for name in (" ".join(line[:2]), line[0]) if name in COMMANDS)
        if name != " ".join(line):
            assert read(["8" if word == "N" else word for word in line])


def test_the_documents_hold_command_lines() -> None:
    assert len(DOCUMENTED) > 20


@pytest.mark.parametrize("awkward", ["my file.csv", "it's.csv", "a;b&c.csv", "$(rm).csv", "--x.csv", "ä\u00a0b.csv"])
def test_a_printed_command_line_means_in_a_shell_what_was_put_in(awkward: str) -> None:
    line = command_line("import", "FILE", tenant="acme", map={"total": awkward}, status=["a b=paid"], dry_run=True)

    taken = read(shlex.split(line)[1:])

    assert (taken["mapping"], taken["statuses"], taken["dry_run"]) == ((f"total={awkward}",), ("a b=paid",), True)


def test_what_was_not_said_is_left_out_of_a_printed_command_line() -> None:
    assert command_line("doctor", streams=False, json=None) == "regulars doctor"
    assert (
        command_line("tenant create", "acme", name="", currency="EUR") == "regulars tenant create acme --currency EUR"
    )
    assert command_line("import", "f", map={}, status=[]) == "regulars import f"


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Path]:
    """The command in an environment that no path leads to."""
    file = tmp_path / ".venv" / "bin" / "regulars"
    file.parent.mkdir(parents=True)
    file.touch(mode=0o755)
    yield file
    called_as("regulars")


def ended(program: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a message prints after the command was called as this file."""
    monkeypatch.setattr("sys.argv", [str(program), "--help"])
    with pytest.raises(SystemExit):
        main(["--help"])
    return command_line("doctor")


def test_a_command_line_is_printed_as_the_command_was_called(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    assert ended(program, monkeypatch) == ".venv/bin/regulars doctor"
    monkeypatch.chdir(program.parent)
    assert ended(program, monkeypatch) == "./regulars doctor"
    monkeypatch.chdir("/")
    assert ended(program, monkeypatch) == f"{str(program)[1:]} doctor"
    (other := program.parents[2] / "elsewhere").mkdir()
    monkeypatch.chdir(other)
    assert ended(program, monkeypatch) == f"{program} doctor"


def test_what_is_wrong_with_a_line_names_the_help_as_it_was_called(
    program: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", [str(program), "token"])
    with pytest.raises(SystemExit) as ended:
        main(["token"])

    assert ended.value.code == 1
    assert "Try '.venv/bin/regulars token --help' for help." in capsys.readouterr().err


def test_a_command_line_names_the_command_alone_where_the_path_leads_to_it(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(program.parent))

    assert ended(program, monkeypatch) == "regulars doctor"


def test_a_command_of_that_name_elsewhere_on_the_path_is_another_one(
    program: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "regulars").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    assert ended(program, monkeypatch) == ".venv/bin/regulars doctor"
