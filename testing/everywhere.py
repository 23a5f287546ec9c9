"""Whatever a stack on moto holds of somebody: every table, every version of every object, every queue."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from typing import Any

from moto.dynamodb.models import dynamodb_backends
from moto.s3.models import s3_backends
from moto.sqs.models import sqs_backends

ACCOUNT, REGION = "123456789012", "us-east-1"


def hits(texts: Iterable[str]) -> list[str]:
    """Where one of the texts stands, each as `place: what is there`; letters of either case are the same."""
    wanted = [text.casefold() for text in texts]
    found = ((place, content, content.casefold()) for place, content in _everything())
    return [f"{place}: {content}" for place, content, folded in found if any(one in folded for one in wanted)]


def _everything() -> Iterator[tuple[str, str]]:
    for name, table in dynamodb_backends[ACCOUNT][REGION].tables.items():
        for rows in table.items.values():
            for item in rows.values() if isinstance(rows, dict) else [rows]:
                yield name, _text(item.to_json()["Attributes"])
    for bucket in s3_backends[ACCOUNT]["aws"].buckets.values():
        for key in list(bucket.keys.keys()):
            for one in bucket.keys.getlist(key):
                yield f"{bucket.name}/{key}", f"{key} {_content(one)}"
    for queue in sqs_backends[ACCOUNT][REGION].queues.values():
        for message in queue._messages:
            yield queue.name, str(message.body)


def _text(item: Any) -> str:
    """An item as text; bytes are looked into as they are stored."""
    return json.dumps(item, ensure_ascii=False, default=lambda value: value.decode("latin-1"))


def _content(stored: Any) -> str:
    value = getattr(stored, "value", b"")
    content: bytes = gzip.decompress(value) if value[:2] == b"\x1f\x8b" else value
    return content.decode("utf-8", "replace")
