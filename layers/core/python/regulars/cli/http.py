"""Signed calls to the API, and uploads to the address it hands out."""

from __future__ import annotations

import http.client
import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from .connection import Connection
from .token import make_token

_TIMEOUT_S = 60
_CHUNK = 1024 * 1024


class Answered(click.ClickException):
    """The API answered with a problem; ends the command with its sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Api:
    """The API as one role of one tenant. A token that has run out is replaced."""

    def __init__(self, connection: Connection, tenant_id: str, role: str = "admin") -> None:
        self._connection = connection
        self._tenant_id = tenant_id
        self._role = role
        self._token = ""

    def call(self, method: str, path: str, body: Any = None, *, key: str | None = None) -> Any:
        """The answer's JSON, decimals as they are written; `key` is the call's `Idempotency-Key`. Ends the command with
        the problem's own sentence."""
        fresh = not self._token
        if fresh:
            self._token = make_token(self._connection, self._tenant_id, self._role)
        try:
            return self._send(method, path, body, {} if key is None else {"Idempotency-Key": key})
        except urllib.error.HTTPError as error:
            if error.code == http.client.UNAUTHORIZED and not fresh:
                self._token = ""
                return self.call(method, path, body, key=key)
            raise Answered(error.code, _sentence(error.code, error.read())) from None
        except OSError as error:
            raise click.ClickException(f"The API at {self._connection.api} does not answer: {error}.") from None

    def _send(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> Any:
        request = urllib.request.Request(
            self._connection.api + (path if path.startswith("/") else f"/{path}"),
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self._token}", "Content-Type": "application/json", **headers},
        )
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:
            text = answer.read()
        return json.loads(text, parse_float=Decimal) if text else None


def upload(url: str, form: Mapping[str, str], file: Path, sent: Callable[[int], None]) -> None:
    """Posts the form with the file; `sent` is told how many bytes of it are out."""
    boundary = secrets.token_hex(16)
    fields = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form.items()
    )
    head = (
        f'{fields}--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="orders"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()
    tail = f"\r\n--{boundary}--\r\n".encode()
    request = urllib.request.Request(
        url,
        method="POST",
        data=_body(head, file, tail, sent),
        headers={
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(len(head) + file.stat().st_size + len(tail)),
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S):
            pass
    except urllib.error.HTTPError as error:
        too_large = b"EntityTooLarge" in error.read()
        reason = "it is larger than 2 GB" if too_large else f"the storage answered {error.code}"
        raise click.ClickException(f"{file} was not taken: {reason}.") from None
    except OSError as error:
        raise click.ClickException(f"{file} could not be uploaded: {error}.") from None


def download(url: str) -> Iterator[bytes]:
    """The bytes behind a link."""
    with urllib.request.urlopen(url, timeout=_TIMEOUT_S) as answer:
        while chunk := answer.read(_CHUNK):
            yield chunk


def _body(head: bytes, file: Path, tail: bytes, sent: Callable[[int], None]) -> Iterator[bytes]:
    yield head
    out = 0
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            yield chunk
            out += len(chunk)
            sent(out)
    yield tail


def _sentence(status: int, text: bytes) -> str:
    """What a problem says; of one that is not ours, its status."""
    try:
        problem = json.loads(text)
    except ValueError:
        problem = {}
    if not isinstance(problem, dict):
        problem = {}
    errors = problem.get("errors") or []
    named = "; ".join(f"{error['field']} {error['message']}" for error in errors)
    said = next(filter(None, (problem.get(name) for name in ("detail", "message", "title"))), "no reason given")
    return f"{status}: {named or said}"
