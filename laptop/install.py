"""Puts three things into the checkout: `.venv` (ours), `.ministack` (the local AWS), `node_modules` (the CDK command).

A part is marked as done only after it went well, under a digest of its lock: a broken download is taken up again by
the next run, which repeats no finished part.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from laptop.place import ROOT
from laptop.steps import Refused, run, step

OLDEST, NEWEST = (3, 11), (3, 13)
OLDEST_NODE = 20

VENV = ROOT / ".venv"
MINISTACK = ROOT / ".ministack"
NODE_MODULES = ROOT / "node_modules"
DOCS_PAGE = ROOT / "layers" / "core" / "python" / "regulars" / "http" / "docs_page"
"""The API serves its documentation page from its own origin; the page's two big files are not ours to commit."""

_AGAIN = "Run the same command again: what is finished is not repeated."


def install(*, node: bool = True) -> None:
    """Installs what is missing or outdated. Raises Refused, with one sentence, where the machine lacks something."""
    check_python()
    parts: list[tuple[str, Path, str, Callable[[], None]]] = [
        ("Python packages", VENV, _digest("locks/dev.txt", "pyproject.toml"), _install_venv),
        ("MiniStack", MINISTACK, _digest("locks/ministack.txt"), _install_ministack),
    ]
    if node:
        check_node()
        parts.append(
            ("CDK command", NODE_MODULES, _digest("package-lock.json", "laptop/install.py"), _install_node_modules)
        )
    missing = [part for part in parts if not _is_done(part[1], part[2])]
    if not missing:
        return
    with step("Installing " + ", ".join(name for name, *_ in missing)), ThreadPoolExecutor() as pool:
        for finished in [pool.submit(_install_part, *part[1:]) for part in missing]:
            finished.result()


def check_python(version: tuple[int, int] = sys.version_info[:2]) -> None:
    if not OLDEST <= version <= NEWEST:
        raise Refused(
            f"Python {version[0]}.{version[1]} runs this, but 3.11, 3.12 or 3.13 is needed (3.13 is best): "
            "install one, or name it with `make PYTHON=/path/to/python3.13 ...`."
        )


def check_node() -> None:
    found = shutil.which("node")
    if not found or not shutil.which("npm"):
        raise Refused(
            "Node.js 20 or later, with npm, is needed for the CDK command: install it from your system's packages."
        )
    version = subprocess.run([found, "--version"], capture_output=True, text=True).stdout.strip()
    major = version.lstrip("v").split(".")[0]
    if not major.isdigit() or int(major) < OLDEST_NODE:
        raise Refused(f"Node.js {version or 'of an unknown version'} is here, but 20 or later is needed.")


def _install_part(folder: Path, digest: str, install_it: Callable[[], None]) -> None:
    _mark(folder).unlink(missing_ok=True)
    try:
        install_it()
    except Refused as refused:
        raise Refused(f"{refused}\n{_AGAIN}") from None
    _mark(folder).write_text(digest)


def _install_venv() -> None:
    _make_venv(VENV)
    _pip(VENV, "--require-hashes", "--requirement", "locks/dev.txt")
    _pip(VENV, "--no-build-isolation", "--no-deps", "--editable", ".")


def _install_ministack() -> None:
    _make_venv(MINISTACK)
    _pip(MINISTACK, "--require-hashes", "--requirement", "locks/ministack.txt")


def _install_node_modules() -> None:
    # no install scripts: the one of @scarf/scarf only reports home
    run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        what="npm ci",
        cwd=ROOT,
    )
    DOCS_PAGE.mkdir(exist_ok=True)
    for name in ("swagger-ui.css", "swagger-ui-bundle.js"):
        shutil.copyfile(NODE_MODULES / "swagger-ui-dist" / name, DOCS_PAGE / name)


def _make_venv(folder: Path) -> None:
    """Makes a virtual environment with the Python that runs this, unless a usable one is there."""
    if not _runs(folder / "bin" / "python"):
        shutil.rmtree(folder, ignore_errors=True)
        run([sys.executable, "-m", "venv", folder], what=f"making {folder.name}", cwd=ROOT)


def _runs(python: Path) -> bool:
    """Whether this is a Python of the version that runs this, with pip."""
    if not python.exists():
        return False
    probe = "import sys, pip; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([python, "-c", probe], capture_output=True, text=True)
    return done.returncode == 0 and done.stdout.strip() == f"{sys.version_info[0]}.{sys.version_info[1]}"


def _pip(venv: Path, *arguments: str) -> None:
    """Leaves compiling to the first import: all of the CDK's modules would take five times as long as the rest."""
    pip = [
        str(venv / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-compile",
    ]
    run(
        [*pip, *arguments],
        what=f"pip install into {venv.name}",
        cwd=ROOT,
    )


def _is_done(folder: Path, digest: str) -> bool:
    mark = _mark(folder)
    return mark.exists() and mark.read_text() == digest


def _mark(folder: Path) -> Path:
    return folder / ".installed"


def _digest(*names: str) -> str:
    digest = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for name in names:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()
