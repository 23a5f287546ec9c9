"""Objects of the bucket, by what they are for: uploads, refused rows, exports, places of jobs, what nights leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from ..facts.catalogue import Catalogue
from ..facts.tenant import Tenant
from . import keys
from .dynamo.calls import Client
from .streams import gone, put_over, put_stream
from .workplace import Workplace


class Version(NamedTuple):
    """One version of an uploaded object; `size` in bytes as uploaded."""

    id: str
    size: int


class Files:
    """The objects of one tenant."""

    def __init__(self, client: Client, bucket: str, tenant: Tenant) -> None:
        self._client = client
        self._bucket = bucket
        self._tenant = tenant

    def presigned_upload(self, import_id: str, name: str, *, most_bytes: int, valid_s: int) -> dict[str, Any]:
        """A form that uploads exactly this object: `{url, fields}`."""
        form: dict[str, Any] = self._client.generate_presigned_post(
            Bucket=self._bucket,
            Key=keys.upload_object(self._tenant.id, import_id, name),
            Conditions=[["content-length-range", 0, most_bytes]],
            ExpiresIn=valid_s,
        )
        return form

    def uploaded(self, import_id: str, name: str) -> Version | None:
        """The newest version of the upload; None before there is one."""
        try:
            head = self._client.head_object(
                Bucket=self._bucket, Key=keys.upload_object(self._tenant.id, import_id, name)
            )
        except ClientError as error:
            if gone(error):
                return None
            raise
        return Version(head["VersionId"], head["ContentLength"])

    def open_upload(self, import_id: str, name: str, version_id: str) -> Any:
        """A stream of the pinned version's bytes, with `read(amount)`."""
        key = keys.upload_object(self._tenant.id, import_id, name)
        return self._client.get_object(Bucket=self._bucket, Key=key, VersionId=version_id)["Body"]

    def put_refused(self, import_id: str, chunks: Iterator[bytes]) -> None:
        """Writes the refused rows from a stream."""
        put_stream(
            self._client,
            self._bucket,
            keys.refused_object(self._tenant.id, import_id),
            chunks,
            "text/csv; charset=utf-8",
        )

    def refused_link(self, import_id: str, file_name: str, *, valid_s: int) -> str:
        """A link under which the refused rows are downloaded as `file_name` (ASCII, without quotes)."""
        return self._link(keys.refused_object(self._tenant.id, import_id), file_name, valid_s)

    def put_export(self, job_id: str, extension: str, chunks: Iterator[bytes], content_type: str) -> None:
        """Writes the file of an export from a stream."""
        put_stream(
            self._client, self._bucket, keys.export_object(self._tenant.id, job_id, extension), chunks, content_type
        )

    def put_person(self, job_id: str, extension: str, content: bytes, content_type: str) -> None:
        """Writes one of the files of one person's export."""
        key = keys.export_object(self._tenant.id, job_id, extension)
        self._client.put_object(Bucket=self._bucket, Key=key, Body=content, ContentType=content_type)

    def refused(self, import_id: str) -> bytes | None:
        """The refused rows of an import; None where there are none, or none any more."""
        return Workplace(self._client, self._bucket, "").get(keys.refused_object(self._tenant.id, import_id))

    def has_export(self, job_id: str, extension: str) -> bool:
        """Whether the file of an export is there still."""
        return self._has(keys.export_object(self._tenant.id, job_id, extension))

    def has_refused(self, import_id: str) -> bool:
        """Whether the refused rows of an import are there still."""
        return self._has(keys.refused_object(self._tenant.id, import_id))

    def export_link(self, job_id: str, extension: str, file_name: str, *, valid_s: int) -> str:
        """A link under which an export is downloaded as `file_name` (ASCII, without quotes)."""
        return self._link(keys.export_object(self._tenant.id, job_id, extension), file_name, valid_s)

    def exportplace(self, job_id: str) -> Workplace:
        """Where the turns of an export keep what they leave."""
        return Workplace(self._client, self._bucket, keys.export_part_object(self._tenant.id, job_id, ""))

    def erasureplace(self, job_id: str) -> Workplace:
        """Where an erasure keeps who it is about, until it is done."""
        return Workplace(self._client, self._bucket, keys.erasure_object(self._tenant.id, job_id, ""))

    def versions(self, prefix: str) -> Versions:
        """All that lies under a prefix of `places.PREFIXES`, which says what it ends with."""
        return Versions(self._client, self._bucket, prefix)

    def _has(self, key: str) -> bool:
        try:
            self._client.head_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if gone(error):
                return False
            raise
        return True

    def _link(self, key: str, file_name: str, valid_s: int) -> str:
        link: str = self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": key,
                "ResponseContentDisposition": f'attachment; filename="{file_name}"',
            },
            ExpiresIn=valid_s,
        )
        return link

    def workplace(self, import_id: str, attempt: int) -> Workplace:
        """Where the attempt that split the file keeps its working objects."""
        return Workplace(self._client, self._bucket, keys.part_object(self._tenant.id, import_id, attempt, ""))

    def nightplace(self, job_id: str) -> Workplace:
        """Where the turns of a recalculation keep what they leave."""
        return Workplace(self._client, self._bucket, keys.night_object(self._tenant.id, job_id, ""))

    def catalogue(self) -> Catalogue:
        """What the tenant's products are called; empty before anything has been gathered."""
        stored = self._catalogue.get_packed(keys.catalogue_object(self._tenant.id))
        return Catalogue.of(stored) if stored else Catalogue()

    def extend_catalogue(self, found: Catalogue) -> None:
        """Adds what orders say. Of two who do so at once one may be lost: the next manual recalculation finds it."""
        whole = self.catalogue()
        whole.merge(found)
        self._catalogue.put_packed(keys.catalogue_object(self._tenant.id), whole.as_json())

    @property
    def _catalogue(self) -> Workplace:
        return Workplace(self._client, self._bucket, "")

    def answers(self, job_id: str) -> Workplace:
        """What a recalculation left to be answered from."""
        return Workplace(self._client, self._bucket, keys.answers_object(self._tenant.id, job_id, ""))


class ObjectVersion(NamedTuple):
    """One version of an object of the tenant, or the mark of a deletion. `latest`: the one that is read. `etag` tells
    its content."""

    key: str
    version_id: str
    marks: bool
    latest: bool
    etag: str = ""


class Versions:
    """Every version of the objects of one tenant under one prefix: what an erasure looks through."""

    def __init__(self, client: Client, bucket: str, prefix: str) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix

    def all(self, *, after: str = "") -> Iterator[ObjectVersion]:
        """In the order of their keys, all of a key together; of those behind `after` where it is given."""
        place = {"KeyMarker": after} if after else {}
        while True:
            answer = self._client.list_object_versions(Bucket=self._bucket, Prefix=self._prefix, **place)
            found = [(one, False) for one in answer.get("Versions", ())]
            found += [(one, True) for one in answer.get("DeleteMarkers", ())]
            for one, marks in sorted(found, key=lambda pair: str(pair[0]["Key"])):
                if one["Key"] <= after:
                    continue  # not everybody who speaks S3 leaves the marker's own key out
                yield _version_of(one, marks)
            if not answer.get("IsTruncated"):
                return
            place = {"KeyMarker": answer["NextKeyMarker"], "VersionIdMarker": answer.get("NextVersionIdMarker", "")}
            place = {name: value for name, value in place.items() if value}

    def open(self, one: ObjectVersion) -> Any:
        """A stream of its bytes, with `read(amount)`; None where it is gone."""
        try:
            return self._client.get_object(Bucket=self._bucket, Key=one.key, VersionId=one.version_id)["Body"]
        except ClientError as error:
            if gone(error):
                return None
            raise

    def delete(self, one: ObjectVersion) -> None:
        """For good: nothing of this version is left."""
        self._client.delete_object(Bucket=self._bucket, Key=one.key, VersionId=one.version_id)

    def newest(self, key: str) -> ObjectVersion | None:
        """The version that is read; None where there is none any more."""
        found = self._client.list_object_versions(Bucket=self._bucket, Prefix=key).get("Versions", ())
        return next((_version_of(one, False) for one in found if one["Key"] == key and one.get("IsLatest")), None)

    def replace(self, one: ObjectVersion, content: bytes) -> bool:
        """A new version in its place, and nothing left of this one; False where it is not the one that is read any
        more, and nothing was written in its place."""
        replaced = put_over(self._client, self._bucket, one.key, content, etag=one.etag)
        self.delete(one)
        return replaced


def _version_of(found: Mapping[str, Any], marks: bool) -> ObjectVersion:
    return ObjectVersion(found["Key"], found["VersionId"], marks, found.get("IsLatest", False), found.get("ETag", ""))
