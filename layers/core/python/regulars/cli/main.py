"""`regulars`: the group of all commands, and how each failure becomes one sentence and exit code 1."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from importlib import import_module

import click
from botocore.exceptions import BotoCoreError, ClientError

from ..command_line import called_as, program
from ..errors import RegularsError

COMMANDS = {
    "tenant": "tenant.tenant",
    "client": "client.client",
    "token": "token.token",
    "dashboard": "dashboard.dashboard",
    "url": "url.url",
    "get": "get.get",
    "import": "import_file.import_file",
    "export": "export.export",
    "recalculate": "recalculate.recalculate",
    "backtest": "backtest.backtest",
    "replay": "replay.replay",
    "rebuild": "rebuild.rebuild_command",
    "reshard": "rebuild.reshard",
    "signing-key": "certificates.signing_key",
    "verify-erasure": "certificates.verify_erasure",
    "doctor": "doctor.doctor",
}
"""Each command's module and its name there: one command starts in half the time that all modules take to import."""


class Commands(click.Group):
    """A group that imports a command when it is asked for; `--help` asks for every one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].rpartition(".")
        command: click.Command = getattr(import_module(f".{module}", __package__), name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def regulars() -> None:
    """Operate a deployed Regulars stack.

    It talks to the AWS that AWS_ENDPOINT_URL, AWS_PROFILE or keys in the environment name; without them to the stack
    that `make up` has started here.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command; ends the process with 0 where it is done, 1 where it was refused or failed."""
    called_as(_as_typed(sys.argv[0]))
    sys.exit(run(arguments))


def _as_typed(file: str) -> str:
    """What calls this file from the folder that one is in: `regulars` where the path leads to it, else its place."""
    on_path = shutil.which("regulars")
    if on_path is not None and os.path.realpath(on_path) == os.path.realpath(file):
        return "regulars"
    here = os.path.relpath(file)
    if here.startswith(os.pardir):
        return os.path.abspath(file)
    return here if os.sep in here else os.path.join(os.curdir, here)


def run(arguments: Sequence[str] | None = None) -> int:
    """The exit code of one command."""
    try:
        regulars(args=arguments, prog_name=program(), standalone_mode=False)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.UsageError as fault:
        fault.show()
    except click.ClickException as fault:
        click.echo(fault.format_message(), err=True)
    except click.Abort:
        click.echo("Interrupted.", err=True)
    except ClientError as fault:
        answer = fault.response["Error"]
        click.echo(f"AWS refused {fault.operation_name}: {answer.get('Message') or answer['Code']}", err=True)
    except (BotoCoreError, RegularsError) as fault:
        click.echo(str(fault), err=True)
    else:
        return 0
    return 1
