"""Who listens on a port of this machine."""

from __future__ import annotations

import socket
from pathlib import Path

_LISTEN = "0A"


def is_free(port: int) -> bool:
    """Whether nothing listens on this port of loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert isinstance(port, int)
    return port


def holder(port: int) -> str | None:
    """The process that listens there, as `1234 (command line)`; None where the system does not tell (no /proc)."""
    sockets = {f"socket:[{inode}]" for inode in _listening(port)}
    for fd in Path("/proc").glob("[0-9]*/fd/*") if sockets else ():
        try:
            if str(fd.readlink()) not in sockets:
                continue
            process = fd.parent.parent
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:  # gone meanwhile, or somebody else's
            continue
        return f"{process.name} ({command[:120]})"
    return None


def _listening(port: int) -> set[str]:
    inodes = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        if not table.exists():
            continue
        for line in table.read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == _LISTEN and int(fields[1].rpartition(":")[2], 16) == port:
                inodes.add(fields[9])
    return inodes
