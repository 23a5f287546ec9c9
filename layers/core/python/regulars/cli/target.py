"""Where a command writes a file: looked at before anything else is done, for what is asked may take half an hour."""

from __future__ import annotations

import os
from pathlib import Path

import click


def check_target(file: Path) -> None:
    """Ends the command where a file could not be written there, with a sentence that says why."""
    folder = file.parent
    if not os.path.exists(folder):
        raise click.ClickException(f"{file} could not be written: there is no folder {folder}. Nothing was done.")
    if not os.path.isdir(folder):
        raise click.ClickException(f"{file} could not be written: {folder} is a file, no folder. Nothing was done.")
    if os.path.isdir(file):
        raise click.ClickException(f"{file} could not be written: it is a folder. Name a file. Nothing was done.")
    if not may_be_written(folder):
        raise click.ClickException(f"{file} could not be written: {folder} is read-only for you. Nothing was done.")


def why(error: OSError) -> str:
    """What went wrong with a file, in words and without the system's number for it."""
    return error.strerror or str(error)


def may_be_written(folder: Path) -> bool:
    """Also for root a folder that is marked read-only stays as it is."""
    return bool(folder.stat().st_mode & 0o222) and os.access(folder, os.W_OK)
