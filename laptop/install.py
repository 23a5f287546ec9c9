"""Puts three things into the checkout: `.venv` (ours), `.ministack` (the local AWS), `node_modules` (what pages need).

What only an account needs (the CDK command), or only tests, checks and benchmarks, is put in when one of them is asked
for. A part is marked as done only after it went well, under a digest of its lock: a broken download is taken up again
by the next run, which repeats no finished part.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from laptop.place import ROOT
from laptop.steps import Refused, run, step

OLDEST, NEWEST = (3, 11), (3, 13)
OLDEST_NODE = 20

VENV = ROOT / ".venv"
MINISTACK = ROOT / ".ministack"
NODE_MODULES = ROOT / "node_modules"
DOCS_PAGE = ROOT / "layers" / "core" / "python" / "regulars" / "http" / "docs_page"
"""The API serves its documentation page from its own origin; the page's two big files are not ours to commit."""

DASHBOARD = ROOT / "dashboard"
DASHBOARD_MARKS = DASHBOARD / "build" / "installed"

_PYTHON = str(VENV / "bin" / "python")
_PIP = (_PYTHON, "-m", "pip")
_QUIETLY = ("--quiet", "--disable-pip-version-check", "--no-compile")
"""Compiling is left to the first import: all of the CDK's modules would take five times as long as the rest."""
_COMPILE = (_PYTHON, "-m", "compileall", "-q")
_REFERRED_TO = ("aws_ec2",)
"""The largest of all, which the module of functions imports."""
_LOCKED = ("--require-hashes", "--requirement")

_MARK = ".installed"
_AGAIN = "Run the same command again: what is finished is not repeated."


class Part(NamedTuple):
    """Something that is installed, and the file that says of which lock it is."""

    name: str
    mark: Path
    digest: str
    install: Callable[[], None]

    @property
    def done(self) -> bool:
        return self.mark.exists() and self.mark.read_text() == self.digest

    def make(self) -> None:
        """Installs it unless it is there. Raises Refused where that fails; the next run takes it up again."""
        if self.done:
            return
        self.mark.unlink(missing_ok=True)
        try:
            self.install()
        except Refused as refused:
            raise Refused(f"{refused}\n{_AGAIN}") from None
        self.mark.write_text(self.digest)


def install(*, account: bool = False, tools: bool = False) -> None:
    """Installs what is missing or outdated: what `make up` needs, with `account` what deploys to one, and with `tools`
    all that tests, checks and benchmarks need. Raises Refused, with one sentence, where the machine lacks something.
    """
    check_python()
    check_node()
    lines = parts(account=account or tools, tools=tools)
    missing = [part.name for line in lines for part in line if not part.done]
    if not missing:
        return
    with step("Installing " + ", ".join(missing)), ThreadPoolExecutor() as pool:
        for finished in [pool.submit(_in_turn, line) for line in lines]:
            finished.result()


def parts(*, account: bool, tools: bool) -> list[list[Part]]:
    """Lines of parts: the lines are independent, the parts of a line go in turn into one folder."""
    ours = [Part("Python packages", VENV / _MARK, _digest("locks/up.txt", "pyproject.toml"), _install_venv)]
    if tools:
        ours += [
            Part(f"packages of {name}", VENV / f"{_MARK}-{name}", _digest(f"locks/{name}.txt"), partial(_install, name))
            for name in ("dev", "analysis")
        ]
    local_aws = Part("MiniStack", MINISTACK / _MARK, _digest("locks/ministack.txt"), _install_ministack)
    lock = _digest("package-lock.json", __file__)
    pages = [Part("documentation page", NODE_MODULES / f"{_MARK}-page", lock, _install_docs_page)]
    if account:
        pages.append(Part("CDK command", NODE_MODULES / _MARK, lock, partial(_install_cdk, pages[0])))
    return [ours, [local_aws], pages, _dashboard(tools=tools)]


def _dashboard(*, tools: bool) -> list[Part]:
    """The page is built from its sources, so a changed one is a part that is missing."""
    lock = _digest("dashboard/package-lock.json")
    found = [
        Part("packages of the dashboard", DASHBOARD_MARKS / "packages", lock, partial(_install_dashboard, "--omit=dev"))
    ]
    if tools:
        found.append(Part("its tools", DASHBOARD_MARKS / "tools", lock, _install_dashboard))
    sources = sorted(str(file.relative_to(ROOT)) for file in (DASHBOARD / "src").rglob("*") if file.is_file())
    digest = _digest(
        "dashboard/package-lock.json",
        "dashboard/build.mjs",
        "dashboard/serve.mjs",
        *(one for one in sources if not one.endswith(".d.ts")),
    )
    return [*found, Part("dashboard", DASHBOARD_MARKS / "built", digest, _build_dashboard)]


def _in_turn(line: list[Part]) -> None:
    for part in line:
        part.make()


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
            "Node.js 20 or later, with npm, is needed for the CDK and pages: install it from your system's packages."
        )
    version = subprocess.run([found, "--version"], capture_output=True, text=True).stdout.strip()
    major = version.lstrip("v").split(".")[0]
    if not major.isdigit() or int(major) < OLDEST_NODE:
        raise Refused(f"Node.js {version or 'of an unknown version'} is here, but 20 or later is needed.")


def _install_venv() -> None:
    _make_venv()
    for mark in VENV.glob(f"{_MARK}-*"):
        mark.unlink()
    _install("up")
    with ThreadPoolExecutor() as pool:
        compiled = pool.submit(_compile_cdk)
        _pip(VENV, "--no-build-isolation", "--no-deps", "--editable", ".")
        compiled.result()


def _compile_cdk() -> None:
    """The modules that `infra` names, on all cores: whoever imports the first compiles one after the other."""
    cdk = next(VENV.glob("lib/python*/site-packages/aws_cdk"))
    sources = "".join(path.read_text() for path in (ROOT / "infra").glob("*.py"))
    named = {"", *_REFERRED_TO, *re.findall(r"aws_cdk import (aws_\w+)", sources)}
    modules = sorted((cdk / name / "__init__.py" for name in named), key=lambda path: path.stat().st_size)
    piles = [modules[start :: os.cpu_count()] for start in range(os.cpu_count() or 1)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(partial(run, what="compiling the CDK", cwd=ROOT), ([*_COMPILE, *pile] for pile in piles if pile)))


def _install(lock: str) -> None:
    _pip(VENV, *_LOCKED, f"locks/{lock}.txt")


def _install_ministack() -> None:
    if not _runs(MINISTACK, "sys"):
        shutil.rmtree(MINISTACK, ignore_errors=True)
        # without a pip of its own, which takes as long as half of its packages
        run([sys.executable, "-m", "venv", "--without-pip", MINISTACK], what="making .ministack", cwd=ROOT)
    _pip(MINISTACK, *_LOCKED, "locks/ministack.txt")


def _install_docs_page() -> None:
    _npm_ci("--omit=dev", cwd=ROOT)
    DOCS_PAGE.mkdir(exist_ok=True)
    for name in ("swagger-ui.css", "swagger-ui-bundle.js"):
        shutil.copyfile(NODE_MODULES / "swagger-ui-dist" / name, DOCS_PAGE / name)


def _install_cdk(page: Part) -> None:
    """`npm ci` empties the folder, and with it goes the mark of what is put in anew."""
    _npm_ci(cwd=ROOT)
    page.mark.write_text(page.digest)


def _install_dashboard(*more: str) -> None:
    _npm_ci(*more, cwd=DASHBOARD)
    DASHBOARD_MARKS.mkdir(parents=True, exist_ok=True)


def _npm_ci(*more: str, cwd: Path) -> None:
    # no install scripts: the one of @scarf/scarf only reports home
    command = ["npm", "ci", *more, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run(command, what=f"npm ci in {cwd.name}", cwd=cwd)


def _build_dashboard() -> None:
    run(["npm", "run", "--silent", "build"], what="building the dashboard", cwd=DASHBOARD)


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


def _digest(*names: str) -> str:
    digest = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for name in names:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()
