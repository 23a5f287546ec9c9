"""Starting and stopping MiniStack, the AWS of this machine, so that nothing is lost in between."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from laptop import port as ports
from laptop.place import ACCOUNT, Place
from laptop.steps import Refused, tail
from laptop.venvs import MINISTACK

GUARDED = Path(__file__).parent / "guarded_ministack.py"
START_S = 60
STOP_S = 120
"""A stop saves every table: 7 s with 22,000 orders, 43 s with 400,000 items."""
LET_GO_S = 2
"""How long one that was killed may hold its port after its end."""
SAVED_S = 3
"""How long a process that has saved everything may take to end by itself."""


@dataclass(slots=True)
class MiniStack:
    place: Place
    keeps: bool = True
    """False for one whose tables, queues and users may go with its process, such as a test's."""
    _started: subprocess.Popen[bytes] | None = None
    """Where this very program started it."""

    @property
    def log(self) -> Path:
        return self.place.folder / "ministack.log"

    @property
    def state(self) -> Path:
        return self.place.folder / "state"

    @property
    def _files(self) -> Path:
        """What lies in buckets."""
        return self.place.folder / "s3"

    @property
    def _pid_file(self) -> Path:
        return self.place.folder / "ministack.pid"

    @property
    def _running_mark(self) -> Path:
        """Made at the start and removed by a clean stop."""
        return self.place.folder / "running"

    @property
    def _saved_mark(self) -> Path:
        """Made when everything is saved."""
        return self.place.folder / "saved"

    def pid(self) -> int | None:
        """The process that was started here and still runs."""
        try:
            pid = int(self._pid_file.read_text())
        except (FileNotFoundError, ValueError):
            return None
        return pid if self._is_alive(pid) and _is_ministack(pid) else None

    def was_cut_off(self) -> bool:
        """Whether it ended without a clean stop: what was written since the last one is lost, files in S3 are not."""
        return self._running_mark.exists() and self.pid() is None

    def start(self) -> None:
        """Starts it detached and waits until it answers. Raises Refused where the port is taken or it fails."""
        if not self._wait(LET_GO_S if self.was_cut_off() else 0, lambda: ports.is_free(self.place.port)):
            raise Refused(
                f"Port {self.place.port} is taken by process {ports.holder(self.place.port) or '(unknown)'}. "
                "Stop that, or choose another port: REGULARS_PORT=4600 make up"
            )
        self._reap()
        self._forget_stream_positions()
        self._forget_files_of_nobody()
        self._saved_mark.unlink(missing_ok=True)
        temporary = self.place.folder / "tmp"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        with self.log.open("wb") as log:
            self._started = subprocess.Popen(
                [MINISTACK / "bin" / "python", "-P", GUARDED],
                cwd=self.place.folder,
                env=self._environment(temporary),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._pid_file.write_text(str(self._started.pid))
        self._running_mark.touch()
        deadline = time.monotonic() + START_S
        while not self.answers():
            if self._started.poll() is not None or time.monotonic() > deadline:
                raise Refused(f"MiniStack did not start. The end of {self.log}:\n{tail(self.log.read_bytes())}")
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether it is there and ready."""
        try:
            with urllib.request.urlopen(f"{self.place.endpoint}/_ministack/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def stop(self) -> None:
        """Asks it to save and end, and waits: STOP_S for the saving, SAVED_S for its end. Raises Refused in between."""
        pid = self.pid()
        if pid is None:
            self._reap()
            return
        os.kill(pid, signal.SIGTERM)
        self._wait(STOP_S, lambda: self._saved_mark.exists() or not self._is_alive(pid))
        if not self._wait(SAVED_S, lambda: not self._is_alive(pid)):
            self._end_hung(pid)
        self._pid_file.unlink(missing_ok=True)
        self._running_mark.unlink(missing_ok=True)
        shutil.rmtree(self.place.folder / "tmp", ignore_errors=True)

    def _is_alive(self, pid: int) -> bool:
        if self._started and self._started.pid == pid:
            return self._started.poll() is None
        try:
            if os.waitpid(pid, os.WNOHANG)[0] == pid:
                return False
        except ChildProcessError:  # another program has started it
            pass
        try:
            os.kill(pid, 0)
        except (ProcessLookupError, PermissionError):  # gone, or the number is somebody else's by now
            return False
        return True

    def _wait(self, seconds: float, is_done: Callable[[], bool]) -> bool:
        deadline = time.monotonic() + seconds
        while not is_done():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    def _end_hung(self, pid: int) -> None:
        """One that has saved its state and waits for a hanging function still: it may be killed."""
        if not self._saved_mark.exists():
            raise Refused(
                f"MiniStack (process {pid}) is still saving after {STOP_S} s. Run `make down` again to wait on."
            )
        os.kill(pid, signal.SIGKILL)
        self._wait(SAVED_S, lambda: not self._is_alive(pid))

    def _reap(self) -> None:
        """Takes the end of the process that this program started and that runs no longer."""
        if self._started:
            self._started.wait()

    def _forget_files_of_nobody(self) -> None:
        """Removes the buckets' files where no state was ever saved: nothing knows these buckets, yet they would exist.

        Files are written at once, everything else by a clean stop: a first start that is cut off leaves files alone.
        """
        if not any(self.state.glob("*.json")):
            shutil.rmtree(self._files, ignore_errors=True)

    def _forget_stream_positions(self) -> None:
        """Positions in the streams are saved, their records are not: with them nothing would be delivered any more."""
        saved = self.state / "lambda.json"
        if saved.exists():
            content = json.loads(saved.read_text())
            content.get("payload", content).pop("dynamodb_stream_positions", None)
            saved.write_text(json.dumps(content))

    def _environment(self, temporary: Path) -> dict[str, str]:
        """Functions inherit it: nothing of the developer's own environment but what a process needs."""
        key = self.place.new_key()
        return {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL") if name in os.environ},
            "TMPDIR": str(temporary),
            "AUTH": "true",
            "AWS_ACCESS_KEY_ID": key,
            "AWS_SECRET_ACCESS_KEY": key,
            "REGULARS_SAVED": str(self._saved_mark),
            "REGULARS_KEEPS": "1" if self.keeps else "0",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.place.port),
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "IOT_MTLS_ENABLED": "0",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(self.state),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(self._files),
            # functions get it as it stands; under the name 127.0.0.1 they would reach the API instead of AWS
            "AWS_ENDPOINT_URL": self.place.endpoint,
        }


def _is_ministack(pid: int) -> bool:
    """Whether this process is one of ours: numbers are used again after a restart of the machine."""
    command = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True).stdout
    return str(MINISTACK) in command
