"""Erasures as they are asked for and as they stand."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from ...stores.tenant.erasures import ErasureState
from ..door.operation import Operation
from ..door.shapes import Body, Envelope, Instant, Meta, Shape


class NewErasure(Body):
    customerId: Annotated[str | None, Field(min_length=1, max_length=128)] = None
    email: Annotated[str | None, Field(min_length=1, max_length=500)] = None
    reason: Annotated[
        str | None, Field(min_length=1, max_length=200, description="Stays in the certificate: it must not name them.")
    ] = None


class Remaining(Shape):
    where: Annotated[str, Field(examples=["point-in-time recovery"])]
    what: str
    until: Annotated[Instant, Field(description="At most: gone by then.")]


class SignedCertificate(Shape):
    document: Annotated[dict[str, Any], Field(description="What is signed: counts, remains, instants, who asked.")]
    algorithm: str
    publicKey: Annotated[str, Field(description="A SubjectPublicKeyInfo in DER, base64.")]
    signature: str


class Erasure(Shape):
    jobId: str
    state: ErasureState
    personHash: Annotated[str, Field(description="Of the id under which they were known; nothing else says who.")]
    reason: str | None
    requestedBy: Annotated[str | None, Field(description="The token's subject.")]
    createdAt: Instant
    beginsAt: Instant
    finishedAt: Instant | None
    releasedAt: Annotated[Instant | None, Field(description="Since when the person may come back.")]
    error: str | None
    counts: Annotated[
        dict[str, int] | None,
        Field(description="Of one that is done: how much of each kind was found, how much of each store went."),
    ]
    sameAddress: Annotated[
        list[str],
        Field(description="Orders of other customers that named an address of theirs: taken without it; 100 at most."),
    ]
    remains: Annotated[list[Remaining], Field(description="What no erasure reaches, of one that is done.")]
    certificate: SignedCertificate | None


class ErasureAnswer(Envelope):
    data: Erasure


class ErasureList(Envelope):
    data: Annotated[list[Erasure], Field(description="The newest first.")]
    meta: Meta


OPERATIONS = {
    "post_erasure": Operation("Privacy", ErasureAnswer, NewErasure, status=202, problems=(404, 409)),
    "get_erasures": Operation("Privacy", ErasureList),
    "post_cancel": Operation("Privacy", ErasureAnswer, problems=(404, 409)),
    "post_release": Operation("Privacy", ErasureAnswer, problems=(404, 409)),
    "get_erasure": Operation("Privacy", ErasureAnswer, problems=(404,)),
}
