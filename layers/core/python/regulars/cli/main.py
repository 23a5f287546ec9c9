"""`regulars`: the group of all commands, and how each failure becomes one sentence and exit code 1."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence

import click
from botocore.exceptions import BotoCoreError, ClientError

from ..command_line import called_as, program
from ..errors import RegularsError
from .backtest import backtest
from .certificates import signing_key, verify_erasure
from .client import client
from .dashboard import dashboard
from .doctor import doctor
from .export import export
from .get import get
from .import_file import import_file
from .rebuild import rebuild_command, reshard
from .recalculate import recalculate
from .replay import replay
from .tenant import tenant
from .token import token
from .url import url


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def regulars() -> None:
    """Operate a deployed Regulars stack.

    It talks to the AWS that AWS_ENDPOINT_URL, AWS_PROFILE or keys in the environment name; without them to the stack
    that `make up` has started here.
    """


for command in (
    tenant,
    client,
    token,
    dashboard,
    url,
    get,
    import_file,
    export,
    recalculate,
    backtest,
    replay,
    rebuild_command,
    reshard,
    signing_key,
    verify_erasure,
    doctor,
):
    regulars.add_command(command)


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
