"""Functions start by a fork of a process that has their packages. Run by MiniStack's Python, which knows none of this.

MiniStack starts a Python for each process of a function, and each of them imports the same packages: 0.3 s of
processor, fifty times for fifty calls at once. Here one process imports them once for a set of layers, calls nothing
of theirs, and forks: each function still has a process of its own, its own code, environment and pipes, and what it
does at its start it does itself. On Linux alone; elsewhere functions start as MiniStack starts them.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Mapping
from threading import Lock
from types import SimpleNamespace
from typing import IO, Any

_LAYERS = "_LAMBDA_LAYERS_DIRS"
_IMPORTED = (
    "aws_lambda_powertools.utilities.batch",
    "aws_lambda_powertools.metrics",
    "boto3",
    "botocore.handlers",
    "regulars.job_kinds",
    "regulars.projection.batch",
    "regulars.stores.opened",
    "regulars.telemetry",
)
"""What nearly every function imports."""
_LONGEST_MESSAGE = 1_000_000


def fork(runtime: Any) -> None:
    """Replaces what MiniStack's `lambda_runtime` module starts functions by."""
    if sys.platform != "linux":
        return
    nursery = Nursery()

    def popen(command: list[str], **given: Any) -> Any:
        layers = given.get("env", {}).get(_LAYERS)
        forked = command[0] == sys.executable and layers and nursery.start(command[1], given["cwd"], given["env"])
        return forked or subprocess.Popen(command, **given)

    runtime.subprocess = SimpleNamespace(**{**vars(subprocess), "Popen": popen})


class Nursery:
    """The process that forks, of the layers that were asked for last."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._layers: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None

    def start(self, script: str, folder: str, environment: Mapping[str, str]) -> Forked | None:
        """A process that runs the script as a Python of its own would; None where the one that forks is gone."""
        layers = [os.path.realpath(one) for one in environment[_LAYERS].split(os.pathsep)]
        pipes = [os.pipe() for _ in range(4)]
        (its_stdin, stdin), (stdout, its_stdout), (stderr, its_stderr), (alive, its_life) = pipes
        theirs, ours = [its_stdin, its_stdout, its_stderr, its_life], [stdin, stdout, stderr, alive]
        message = json.dumps({"script": script, "folder": folder, "environment": dict(environment)}).encode()
        with self._lock:
            pid = self._forked(layers, message, theirs)
        for descriptor in theirs if pid else theirs + ours:
            os.close(descriptor)
        return Forked(pid, stdin, stdout, stderr, alive) if pid else None

    def end(self) -> None:
        """Ends the process that forks; what it has forked lives on."""
        if self._line is not None and self._process is not None:
            self._line.close()
            self._process.wait()
        self._line = self._process = None

    def _forked(self, layers: list[str], message: bytes, descriptors: list[int]) -> int:
        """The id of the process, or 0."""
        if self._layers != layers:
            self.end()
        try:
            if self._line is None:
                self._line, self._layers = self._begun(layers), layers
            socket.send_fds(self._line, [message], descriptors)
            pid = int(self._line.recv(20) or 0)
        except OSError:
            pid = 0
        if not pid:
            self.end()
        return pid

    def _begun(self, layers: list[str]) -> socket.socket:
        line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-P", __file__, str(theirs.fileno()), *layers]
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])
        return line


class Forked:
    """What MiniStack asks of a `subprocess.Popen`. It is another's child: what it ends with is not known."""

    def __init__(self, pid: int, stdin: int, stdout: int, stderr: int, alive: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self.stdin: IO[str] = os.fdopen(stdin, "w", buffering=1)
        self.stdout: IO[str] = os.fdopen(stdout)
        self.stderr: IO[str] = os.fdopen(stderr)
        # nobody writes into it, and it closes with the process
        self._alive = os.fdopen(alive, "rb")
        self._ended = select.poll()
        self._ended.register(alive)

    def poll(self) -> int | None:
        if self.returncode is None and self._ended.poll(0):
            self.returncode = 0
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None and not self._ended.poll(None if timeout is None else timeout * 1_000):
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        self.returncode = 0
        return self.returncode

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def close(self) -> None:
        """Lets go of its pipes; a process that reads from them ends by it."""
        for pipe in (self.stdin, self.stdout, self.stderr, self._alive):
            pipe.close()

    def _signal(self, number: int) -> None:
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)


def serve(line: socket.socket, layers: list[str]) -> None:
    """Imports what functions with these layers import, and forks for each message, until nobody listens any more."""
    plain = list(sys.path)
    for layer in layers:
        sys.path[:0] = [layer, os.path.join(layer, "python")]
    for name in _IMPORTED:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    sys.path[:] = plain
    gc.collect()
    gc.freeze()
    while True:
        message, descriptors, *_ = socket.recv_fds(line, _LONGEST_MESSAGE, 4)
        if not message:
            return
        pid = os.fork()
        if pid == 0:
            line.close()
            _become(descriptors, **json.loads(message))
        for descriptor in descriptors:
            os.close(descriptor)
        line.send(str(pid).encode())
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _become(descriptors: list[int], *, script: str, folder: str, environment: Mapping[str, str]) -> None:
    """Runs the script as `python script` would in this folder and this environment, and ends the process."""
    for number, descriptor in enumerate(descriptors[:3]):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.stdin, sys.stdout = open(0), open(1, "w")  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, errors="backslashreplace")  # noqa: SIM115
    sys.argv = [script]
    sys.path.insert(0, os.path.dirname(script))
    code = 0
    try:
        with open(script) as file:
            exec(compile(file.read(), script, "exec"), {"__name__": "__main__", "__file__": script})
    except BaseException:
        traceback.print_exc()
        code = 1
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:])
