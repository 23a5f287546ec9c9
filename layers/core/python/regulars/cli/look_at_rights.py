"""What `regulars doctor` looks at of erasures and moves: whether certificates can be signed, who is only half here."""

from __future__ import annotations

import time
from collections.abc import Iterator

from botocore.exceptions import ClientError

from ..command_line import command_line
from ..facts.time import HOUR_MS
from ..stores.certificate import fingerprint
from ..stores.tenant.passages import Leaving
from .check_certificate import check
from .connection import Connection

# A command that is still at it says so itself; one that is no longer has left a tenant that nobody can use.
_AT_IT_MS = HOUR_MS


def look_at_rights(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """What is looked at, how it stands, and what to do; nothing to do where all is well."""
    yield _signing_key(connection)
    now_ms = time.time_ns() // 1_000_000
    for tenant_id, note in connection.stores.on_their_way():
        yield _leaves(tenant_id, note, now_ms) if isinstance(note, Leaving) else _arrives(connection, tenant_id)


def _signing_key(connection: Connection) -> tuple[str, str, str]:
    """Signs something, and checks it as whoever is handed a certificate would."""
    signer = connection.stores.signer
    try:
        check(signer.sign({"kind": "looked at by doctor"}))
    except ClientError as error:
        state = f"signs nothing: {error.response['Error']['Code']}"
    except ValueError as error:
        state = f"what it signs {error}"
    else:
        return "signing key", f"signs, and is {fingerprint(signer.public_key)}", ""
    advice = (
        "No erasure can end without its certificate: enable the key in KMS, or cancel its deletion. Erasures that "
        "failed meanwhile go on when they are asked for again."
    )
    return "signing key", state, advice


def _leaves(tenant_id: str, leaving: Leaving, now_ms: int) -> tuple[str, str, str]:
    gone = sum(leaving.deleted.values())
    state = f"its erasure is under way, {gone} items, objects and users are deleted"
    late = now_ms - leaving.since_ms >= _AT_IT_MS
    return f"tenant {tenant_id}", state, f"`{command_line('tenant erase', tenant_id)}` goes on with it." if late else ""


def _arrives(connection: Connection, tenant_id: str) -> tuple[str, str, str]:
    known = connection.stores.directory.read(tenant_id) is not None
    state = "it is taken in, and its rows are not all made" if known else "it is taken in, and nobody can use it yet"
    advice = f"`{command_line('tenant import', 'FILE')}` with the same file goes on with it"
    given_up = "" if known else f"; `{command_line('tenant erase', tenant_id)}` gives it up"
    return f"tenant {tenant_id}", state, f"{advice}{given_up}."
