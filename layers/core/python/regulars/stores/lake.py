"""The owner's lake: a file of JSON lines a night and bucket of customers' hashes, in the owner's own bucket.

What lies there is for others to read. An erasure rewrites one bucket of each day, and leaves the others alone.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Collection, Iterator

from botocore.exceptions import ClientError

from ..errors import StoreUnavailable
from ..facts.tenant import Tenant, bucket_of
from . import keys
from .dynamo.calls import Client
from .streams import gone, put_over, put_stream

# Each loses to somebody who has written: as many erasures as may be under way at once.
_ATTEMPTS = 100


class Lake:
    """The lake of one tenant."""

    def __init__(self, client: Client, bucket: str, tenant: Tenant) -> None:
        self._client = client
        self._bucket = bucket
        self._tenant = tenant

    def put(self, day: str, bucket: int, chunks: Iterator[bytes]) -> None:
        """The compressed lines of a bucket on a tenant-local day (YYYY-MM-DD), in the place of what lay there."""
        key = keys.lake_object(self._tenant.id, day, bucket)
        put_stream(self._client, self._bucket, key, chunks, "application/gzip")

    def days(self) -> list[str]:
        """The days of which there is something."""
        prefix = keys.lake_prefix(self._tenant.id)
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=prefix, Delimiter="/"
        )
        found = (one["Prefix"] for page in pages for one in page.get("CommonPrefixes", ()))
        return [one.removeprefix(prefix).removeprefix("day=").rstrip("/") for one in found]

    def forget(self, customer_ids: Collection[str]) -> list[str]:
        """Rewrites the files that hold these customers without them; the keys of those files.

        Done again it finds nothing. One bucket's lines of a day are held at a time. A file as it was stays as a version
        that is not the newest, for a day or until an erasure deletes it.
        """
        buckets = {bucket_of(self._tenant.customer_hash(one)) for one in customer_ids}
        wanted = frozenset(customer_ids)
        places = ((day, bucket) for day in self.days() for bucket in sorted(buckets))
        return [
            keys.lake_object(self._tenant.id, day, bucket)
            for day, bucket in places
            if self._forget(day, bucket, wanted)
        ]

    def _forget(self, day: str, bucket: int, wanted: frozenset[str]) -> bool:
        """Whether there were lines of theirs. Written only over the file that was read: another erasure, or a night,
        may write it at the same time."""
        key = keys.lake_object(self._tenant.id, day, bucket)
        for _ in range(_ATTEMPTS):
            try:
                found = self._client.get_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                if gone(error):
                    return False
                raise
            lines = gzip.decompress(found["Body"].read()).splitlines(keepends=True)
            kept = [line for line in lines if json.loads(line)["customerId"] not in wanted]
            if len(kept) == len(lines):
                return False
            content = gzip.compress(b"".join(kept), compresslevel=6, mtime=0)
            if put_over(self._client, self._bucket, key, content, etag=found["ETag"]):
                return True
        raise StoreUnavailable("a file of the lake kept being written by others")
