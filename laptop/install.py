"""Puts three things into the checkout: `.venv` (ours), `.ministack` (the local AWS), `node_modules` (what pages need).

What only an account needs (the CDK command), or only tests, checks and benchmarks, is put in when one of them is asked
for. A part is marked as done only after it went well, under a digest of its lock: a broken download is taken up again
by the next run, which repeats no finished part.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from laptop.place import ROOT
from laptop.steps import Refused, run, step
from laptop.venvs import MINISTACK, VENV, install_locked, install_ministack, install_ours

OLDEST, NEWEST = (3, 11), (3, 13)
OLDEST_NODE = 20

NODE_MODULES = ROOT / "node_modules"
DOCS_PAGE = ROOT / "layers" / "core" / "python" / "regulars" / "http" / "docs_page"
"""The API serves its documentation page from its own origin; the page's two big files are not ours to commit."""

DASHBOARD = ROOT / "dashboard"
DASHBOARD_MARKS = DASHBOARD / "build" / "installed"

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
        ours += [_packages("dev"), _packages("analysis")]
    local_aws = Part("MiniStack", MINISTACK / _MARK, _digest("locks/ministack.txt"), install_ministack)
    lock = _digest("package-lock.json", __file__)
    pages = [Part("documentation page", NODE_MODULES / f"{_MARK}-page", lock, _install_docs_page)]
    if account:
        pages.append(Part("CDK command", NODE_MODULES / _MARK, lock, partial(_install_cdk, pages[0])))
    return [ours, [local_aws], pages, _dashboard(tools=tools)]


def _packages(lock: str) -> Part:
    mark, install = VENV / f"{_MARK}-{lock}", partial(install_locked, VENV, lock)
    return Part(f"packages of {lock}", mark, _digest(f"locks/{lock}.txt"), install)


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
    """The marks of what is put in later go with what it stood on."""
    for mark in VENV.glob(f"{_MARK}-*"):
        mark.unlink()
    install_ours()


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


def _digest(*names: str) -> str:
    digest = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for name in names:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()
