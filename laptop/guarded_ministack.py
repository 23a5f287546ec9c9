"""MiniStack behind one key of its own. Run by MiniStack's Python, which knows nothing of this package.

Left to itself MiniStack takes several keys that everybody knows for the account's owner (`test`, any account number),
takes none at all for files, and has pages of its own that show and erase everything: any page of the web that a
developer opens could use them. Here the one key is AWS_ACCESS_KEY_ID of the environment; the rest is refused as AWS
refuses unknown keys. Roles' keys are checked by signature, as before, and so are forms that a role has signed for an
upload, whose key stands in the form. Queries, inserts and policies are read once (`quick_queries.py`,
`quick_inserts.py`, `quick_policies.py`), layers are unpacked once (`shared_layers.py`), and functions start by a fork
(`forked_functions.py`).
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
from collections.abc import Awaitable, Callable, MutableMapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_OWN_PAGES = ("/_ministack/", "/_localstack/", "/_aws/")
_HEALTH = "/_ministack/health"
# Custom resources of CloudFormation answer here; the address holds a random token.
_ANSWERED = ("/_ministack/cfn-response/", "/_ministack/cfn-signal/")
_REFUSED = b"This page is closed on a laptop: it would be open to every page of the web.\n"


_is_upload: ContextVar[bool] = ContextVar("is_upload", default=False)
_BUCKET = re.compile(r"/[a-z0-9][a-z0-9.-]+")


def main() -> None:
    ministack: Any = importlib.import_module("ministack.app")
    s3: Any = importlib.import_module("ministack.services.s3")
    key = os.environ["AWS_ACCESS_KEY_ID"]

    def is_owner(given: str) -> bool:
        # MiniStack looks for the signature of a form behind this question, and refuses a wrong one there.
        return given == key or (not given and _is_upload.get())

    evaluator: Any = importlib.import_module("ministack.core.iam_evaluator")
    sessions: Any = importlib.import_module("ministack.services.sts")
    for module in (evaluator, sessions):
        module.is_root_access_key = is_owner
    _beside("quick_policies").quicken(evaluator)
    # the check of forms without a signature
    s3._enforce_post_policy_size = lambda *_: s3._error("AccessDenied", "Access Denied", 403)
    dynamodb = importlib.import_module("ministack.services.dynamodb")
    _beside("quick_queries").quicken(dynamodb)
    _beside("quick_inserts").quicken(dynamodb)
    runtime = importlib.import_module("ministack.core.lambda_runtime")
    functions = importlib.import_module("ministack.services.lambda_svc")
    _beside("shared_layers").share(runtime, functions, Path(os.environ["TMPDIR"], "layers"))
    _beside("forked_functions").fork(runtime)
    ministack.app = guarded(ministack.app)
    save = ministack.save_all if os.environ["REGULARS_KEEPS"] == "1" else lambda *_: None
    ministack.save_all = marking(save, Path(os.environ["REGULARS_SAVED"]))
    ministack.main()


def _beside(name: str) -> Any:
    """The module of this name beside this file: MiniStack's Python does not look here for modules."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def guarded(app: App) -> App:
    """The same application without its own pages and without web sockets, of which no part of Regulars uses any."""

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] == "http" and is_closed(scope["method"], scope["path"]):
            await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": _REFUSED})
        else:
            _is_upload.set(scope["type"] == "http" and is_upload(scope))
            await app(scope, receive, send)

    return guard


def is_upload(scope: Scope) -> bool:
    """Whether this is a form posted to a bucket, and nothing else that S3 takes by POST."""
    headers = dict(scope["headers"])
    return (
        scope["method"] == "POST"
        and not scope["query_string"]
        and _BUCKET.fullmatch(scope["path"]) is not None
        and headers.get(b"content-type", b"").lower().startswith(b"multipart/form-data")
        and b"x-amz-target" not in headers
    )


def is_closed(method: str, path: str) -> bool:
    """Whether this is a page of MiniStack's own that shows or changes something."""
    if not path.startswith(_OWN_PAGES):
        return False
    return not (path == _HEALTH and method == "GET") and not (path.startswith(_ANSWERED) and method == "PUT")


def marking(save_all: Callable[..., None], mark: Path) -> Callable[..., None]:
    """The same, which leaves a mark when all is saved: what the process still waits for then can lose nothing."""

    def save(*arguments: Any) -> None:
        save_all(*arguments)
        mark.touch()

    return save


if __name__ == "__main__":
    main()
