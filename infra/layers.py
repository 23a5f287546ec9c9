"""Builds the two layers, without Docker: third-party packages from the lock, and the package `regulars`.

Each build goes to a folder of its own, named after a fingerprint of everything that goes in, so that an unchanged
layer is never built twice and compiled modules never lie beside sources that may still be edited.
"""

from __future__ import annotations

import compileall
import fcntl
import hashlib
import os
import py_compile
import re
import shutil
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "layers" / "deps" / "requirements.txt"
PACKAGE = ROOT / "layers" / "core" / "python" / "regulars"
BUILD = ROOT / "build"

AWS = "manylinux2014_aarch64"
AWS_PYTHON = "3.13"
"""Pinned: an account's functions run on it whatever Python deploys them."""
HOST_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
HOST = "host"

BOTOCORE_SERVICES = frozenset({"cognito-idp", "dynamodb", "events", "kms", "s3", "sqs", "sts", "stepfunctions"})
"""The services a function calls (and sts, which boto3 may need for credentials). The other 400 are 80 MB of JSON."""
NOT_IN_LAMBDA = frozenset({"cli", "__pycache__"})
"""The operator's command runs on the operator's machine."""


@dataclass(frozen=True, slots=True)
class Layer:
    folder: Path
    fingerprint: str
    """Changes with every input; CDK uses it as the asset's hash."""


@dataclass(frozen=True, slots=True)
class Layers:
    deps: Layer
    core: Layer


def build_layers(platform: str) -> Layers:
    """Both layers for `AWS` or `HOST`. Raises CalledProcessError where pip fails (its output is on stderr)."""
    with _alone():
        return Layers(deps=_build_deps(platform), core=_build_core(platform))


@contextmanager
def _alone() -> Iterator[None]:
    """Keeps other builders of this checkout waiting: a deployment and a test's own stack may want the same layer."""
    BUILD.mkdir(exist_ok=True)
    folder = os.open(BUILD, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _build_deps(platform: str) -> Layer:
    def fill(python: Path) -> None:
        if not (platform == HOST and _copy_installed(python)):
            shutil.rmtree(python)
            _install(platform, python)
        shutil.rmtree(python / "bin", ignore_errors=True)
        _prune(python / "botocore" / "data")
        _prune(python / "boto3" / "data")

    inputs = [LOCK.read_bytes(), " ".join(sorted(BOTOCORE_SERVICES)).encode()]
    return _built("deps", platform, inputs, fill)


def _install(platform: str, python: Path) -> None:
    foreign = [] if platform == HOST else ["--platform", platform, "--implementation", "cp"]
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check"),
            *("--no-deps", "--require-hashes", "--only-binary=:all:", "--no-compile"),
            *("--python-version", _python(platform), *foreign),
            *("--target", str(python), "--requirement", str(LOCK)),
        ],
        check=True,
        stdout=sys.stderr,
    )


def _copy_installed(python: Path) -> bool:
    """Copies the packages from where this Python has them, in a fraction of the time; False where one is not there in
    the version of the lock, or not as it was installed."""
    for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", LOCK.read_text(), re.MULTILINE):
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            return False
        if found.version != version or not _copy_package(found, python):
            return False
    return True


def _copy_package(package: metadata.Distribution, python: Path) -> bool:
    for file in package.files or ():
        if file.hash is None or file.parts[0] == "..":  # compiled since, or a command
            continue
        content = file.read_binary()
        digest = urlsafe_b64encode(hashlib.new(file.hash.mode, content).digest()).rstrip(b"=").decode()
        if digest != file.hash.value:
            return False
        target = python / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return bool(package.files)


def _build_core(platform: str) -> Layer:
    def fill(python: Path) -> None:
        shutil.copytree(PACKAGE, python / PACKAGE.name, ignore=lambda _, names: NOT_IN_LAMBDA & set(names))

    inputs: list[bytes] = []
    for path in sorted(PACKAGE.rglob("*")):
        within = path.relative_to(PACKAGE)
        if path.is_file() and not NOT_IN_LAMBDA & set(within.parts):
            inputs += [str(within).encode(), path.read_bytes()]
    return _built("core", platform, inputs, fill)


def _built(name: str, platform: str, inputs: Iterable[bytes], fill: Callable[[Path], None]) -> Layer:
    fingerprint = _fingerprint(platform, inputs)
    folder = BUILD / f"{name}-{platform}-{fingerprint[:16]}"
    if not folder.exists():
        unfinished = BUILD / f".{folder.name}.{os.getpid()}"
        shutil.rmtree(unfinished, ignore_errors=True)
        python = unfinished / "python"
        python.mkdir(parents=True)
        fill(python)
        if _python(platform) == HOST_PYTHON:  # another Python would not read what this one compiles
            _compile(python)
        for old in BUILD.glob(f"{name}-{platform}-*"):
            shutil.rmtree(old)
        unfinished.rename(folder)
    return Layer(folder, fingerprint)


def _python(platform: str) -> str:
    return HOST_PYTHON if platform == HOST else AWS_PYTHON


def _fingerprint(platform: str, inputs: Iterable[bytes]) -> str:
    digest = hashlib.sha256(f"{platform} {sys.version_info[:2]} {Path(__file__).read_bytes()!r}".encode())
    for part in inputs:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _prune(data: Path) -> None:
    """Keeps a botocore data folder's shared files and the services called."""
    for entry in data.iterdir():
        if entry.is_dir() and entry.name not in BOTOCORE_SERVICES:
            shutil.rmtree(entry)


def _compile(python: Path) -> None:
    """Compiles every module in place; the files are never checked against the source, which cannot change there."""
    ok = compileall.compile_dir(
        str(python),
        quiet=2,
        stripdir=str(python),
        prependdir="/opt/python",
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    if not ok:
        raise RuntimeError(f"a module under {python} does not compile")
