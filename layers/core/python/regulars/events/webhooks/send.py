"""One request to a receiver: to the address that its name had when it was looked at, and to no other."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

from .address import LOCALHOST, Target, public_addresses

TIMEOUT_S = 15.0
KEPT_BYTES = 1_024
AGENT = "regulars-webhooks/1"
Resolve = Callable[[str, int], list[str]]


class Answer(NamedTuple):
    """What came back. `status` None: no answer, and `error` says why in a word or two. `text`: its first KB."""

    status: int | None
    latency_ms: int
    text: str = ""
    error: str | None = None
    retry_after: str | None = None


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system knows them."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def post(
    target: Target,
    headers: Mapping[str, str],
    body: bytes,
    *,
    resolve: Resolve = resolve,
    context: ssl.SSLContext | None = None,
    timeout_s: float = TIMEOUT_S,
) -> Answer:
    """Posts, follows nothing, reads the first KB and closes. Whatever goes wrong is an answer without a status."""
    began = time.monotonic()

    def after() -> int:
        return round(1_000 * (time.monotonic() - began))

    try:
        connection = _connect(target, resolve, context, timeout_s)
        # The socket's own time-out begins anew with every byte: a receiver may send one a second for hours.
        left_s = max(0.001, timeout_s - (time.monotonic() - began))
        deadline = threading.Timer(left_s, _cut, [connection.sock])
        deadline.daemon = True
        deadline.start()
        try:
            connection.request("POST", target.path, body, _headers(target, headers))
            response = connection.getresponse()
            text = response.read(KEPT_BYTES).decode(errors="replace")
            return Answer(response.status, after(), text, retry_after=response.getheader("Retry-After"))
        finally:
            deadline.cancel()
            connection.close()
    except (OSError, http.client.HTTPException) as error:
        late = isinstance(error, TimeoutError) or after() >= 1_000 * timeout_s
        return Answer(None, after(), error="no answer within 15 s" if late else _word(error))
    except ValueError as error:  # behind OSError: a fault of a certificate is both
        return Answer(None, after(), error=str(error))


def _connect(
    target: Target, resolve: Resolve, context: ssl.SSLContext | None, timeout_s: float
) -> http.client.HTTPConnection:
    """Connected to what the name was resolved to once; the certificate is that of the name."""
    local = target.scheme == "http"
    address = LOCALHOST if local else public_addresses(resolve(target.host, target.port))[0]
    plain = socket.create_connection((address, target.port), timeout_s)
    try:
        secured = (
            plain
            if target.scheme == "http"
            else (context or ssl.create_default_context()).wrap_socket(plain, server_hostname=target.host)
        )
    except BaseException:
        plain.close()
        raise
    connection = http.client.HTTPConnection(target.host, target.port, timeout=timeout_s)
    connection.sock = secured
    return connection


def _headers(target: Target, headers: Mapping[str, str]) -> dict[str, str]:
    return {
        "Host": target.host_header,
        "User-Agent": AGENT,
        "Content-Type": "application/json",
        "Connection": "close",
        **headers,
    }


def _cut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _word(error: Exception) -> str:
    """What went wrong, without the texts of libraries: they may hold addresses."""
    match error:
        case socket.gaierror():
            return "the name cannot be resolved"
        case ssl.SSLCertVerificationError():
            return "the certificate is not valid"
        case ssl.SSLError():
            return "no TLS connection"
        case ConnectionRefusedError():
            return "the connection was refused"
        case http.client.HTTPException():
            return "no HTTP answer"
    return "the connection broke"
