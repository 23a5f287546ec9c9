"""Two virtual environments, `.venv` (ours) and `.ministack` (the local AWS), and the one pip that fills both."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from threading import Lock

from laptop.place import ROOT
from laptop.steps import Refused, run

VENV = ROOT / ".venv"
MINISTACK = ROOT / ".ministack"

_PYTHON = str(VENV / "bin" / "python")
_PIP = (_PYTHON, "-m", "pip")
_QUIETLY = ("--quiet", "--disable-pip-version-check", "--no-compile")
"""Compiling is left to the first import: all of the CDK's modules would take five times as long as the rest."""
_COMPILE = (_PYTHON, "-m", "compileall", "-q")
_REFERRED_TO = ("aws_ec2",)
"""The largest of all, which the module of functions imports."""
_LOCKED = ("--require-hashes", "--requirement")


def install_ours() -> None:
    """What `make up` needs, and this package."""
    install_locked(VENV, "up")
    with ThreadPoolExecutor() as pool:
        compiled = pool.submit(_compile_cdk)
        _pip(VENV, "--no-build-isolation", "--no-deps", "--editable", ".")
        compiled.result()


def install_ministack() -> None:
    if not _runs(MINISTACK, "sys"):
        shutil.rmtree(MINISTACK, ignore_errors=True)
        # without a pip of its own, which takes as long as half of its packages
        run([sys.executable, "-m", "venv", "--without-pip", MINISTACK], what="making .ministack", cwd=ROOT)
    install_locked(MINISTACK, "ministack")


def install_locked(venv: Path, lock: str) -> None:
    """Fills an environment with the packages of a lock."""
    _pip(venv, *_LOCKED, f"locks/{lock}.txt")


def _compile_cdk() -> None:
    """The modules that `infra` names, on all cores: whoever imports the first compiles one after the other."""
    cdk = next(VENV.glob("lib/python*/site-packages/aws_cdk"))
    sources = "".join(path.read_text() for path in (ROOT / "infra").glob("*.py"))
    named = {"", *_REFERRED_TO, *re.findall(r"aws_cdk import (aws_\w+)", sources)}
    modules = sorted((cdk / name / "__init__.py" for name in named), key=lambda path: path.stat().st_size)
    piles = [modules[start :: os.cpu_count()] for start in range(os.cpu_count() or 1)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(partial(run, what="compiling the CDK", cwd=ROOT), ([*_COMPILE, *pile] for pile in piles if pile)))


_making_venv = Lock()


@cache
def _make_venv() -> None:
    """Makes our virtual environment with the Python that runs this, unless a usable one is there. Two lines ask for it
    at once: it is made for both."""
    with _making_venv:
        if not _runs(VENV, "pip"):
            shutil.rmtree(VENV, ignore_errors=True)
            run([sys.executable, "-m", "venv", "--without-pip", VENV], what="making .venv", cwd=ROOT)
            _install_pip()


def _install_pip() -> None:
    """By the one that Python brings, from its wheel: installing that one first, which is slower, would take longer."""
    wheel = bundled_pip()
    if wheel is None:
        raise Refused("This Python brings no pip: install python3-venv (Debian, Ubuntu), or another Python.")
    run(
        [_PYTHON, str(wheel / "pip"), "install", *_QUIETLY, *_LOCKED, "locks/pip.txt"],
        what="pip install of pip",
        cwd=ROOT,
    )


def bundled_pip() -> Path | None:
    """The wheel from which `python -m venv` would install pip; distributions keep it in a folder of their own."""
    folders = [sysconfig.get_config_var("WHEEL_PKG_DIR")]
    if (found := find_spec("ensurepip")) and found.origin:
        folders.append(str(Path(found.origin).parent / "_bundled"))
    return max((wheel for folder in folders if folder for wheel in Path(folder).glob("pip-*.whl")), default=None)


def _runs(venv: Path, module: str) -> bool:
    """Whether its Python is of the version that runs this, and has the module."""
    python = venv / "bin" / "python"
    if not python.exists():
        return False
    probe = f"import sys, {module}; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([python, "-c", probe], capture_output=True, text=True)
    return done.returncode == 0 and done.stdout.strip() == f"{sys.version_info[0]}.{sys.version_info[1]}"


def _pip(venv: Path, *arguments: str) -> None:
    """By the pip of `.venv`."""
    _make_venv()
    into = [] if venv == VENV else ["--python", str(venv / "bin" / "python")]
    run([*_PIP, *into, "install", *_QUIETLY, *arguments], what=f"pip install into {venv.name}", cwd=ROOT)
