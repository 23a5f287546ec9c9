"""Errors as RFC 9457 problems. The only place that knows statuses, and it decides by type, never by text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyAlreadyInProgressError,
    IdempotencyInconsistentStateError,
    IdempotencyPersistenceLayerError,
    IdempotencyValidationError,
)

from ...errors import (
    MOST_ERRORS,
    Conflict,
    FieldError,
    FileRefused,
    Forbidden,
    InsufficientPoints,
    KeyReused,
    Merged,
    MethodNotAllowed,
    NamesMerged,
    NotFound,
    PayloadTooLarge,
    PreconditionFailed,
    PreconditionRequired,
    Refused,
    StoreUnavailable,
    TooManyCalls,
)

if TYPE_CHECKING:
    from . import shapes

MEDIA_TYPE = "application/problem+json"
_LONGEST_FIELD = 100
_LONGEST_MESSAGE = 500


class Problem(NamedTuple):
    """What a type of error becomes; `detail` None shows the error's own sentence."""

    status: int
    kind: str
    title: str
    detail: str | None = None


_KEY_REUSED = Problem(
    422, "key-reused", "Idempotency-Key reused", "This key came with another body or query before: use a new one."
)
_BY_TYPE: tuple[tuple[type[Exception], Problem], ...] = (
    (Merged, Problem(308, "merged", "Known under another id")),
    (Refused, Problem(400, "refused", "The request cannot be taken as it is", "See errors: each names its field.")),
    (FileRefused, Problem(400, "refused", "The file cannot be taken as it is")),
    (Forbidden, Problem(403, "forbidden", "Not allowed")),
    (NotFound, Problem(404, "not-found", "Not found")),
    (NotFoundError, Problem(404, "not-found", "Not found", "There is no such path.")),
    (MethodNotAllowed, Problem(405, "method-not-allowed", "Not with this method")),
    (Conflict, Problem(409, "conflict", "The state does not allow it")),
    (
        IdempotencyAlreadyInProgressError,
        Problem(409, "in-progress", "Under way", "The first request with this Idempotency-Key has not ended yet."),
    ),
    (PreconditionFailed, Problem(412, "precondition-failed", "Changed by somebody else")),
    (PayloadTooLarge, Problem(413, "too-large", "Too large")),
    (IdempotencyValidationError, _KEY_REUSED),
    (KeyReused, _KEY_REUSED),
    (PreconditionRequired, Problem(428, "precondition-required", "If-Match is required")),
    (TooManyCalls, Problem(429, "too-many-calls", "Too many calls")),
    (
        StoreUnavailable,
        Problem(503, "unavailable", "Busy", "The store is busy. Try again: what was written meanwhile counts once."),
    ),
    (
        IdempotencyPersistenceLayerError,
        Problem(503, "unavailable", "Busy", "The store is busy. Try again with the same Idempotency-Key."),
    ),
    (
        IdempotencyInconsistentStateError,
        Problem(503, "unavailable", "Busy", "Try again with the same Idempotency-Key."),
    ),
)
_FAULT = Problem(500, "fault", "A fault on our side", "It is logged under the request id.")
_RETRY_AFTER_SECONDS = "2"


def problem_of(error: Exception) -> Problem:
    """The problem that this type of error is; what nobody expected is a fault of ours."""
    for type_, problem in _BY_TYPE:
        if isinstance(error, type_):
            return problem
    return _FAULT


def document(error: Exception, request_id: str) -> shapes.Problem:
    """The problem document of an error."""
    problem = problem_of(error)
    body: shapes.Problem = {
        "success": False,
        "type": f"urn:regulars:problem:{problem.kind}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail or str(error),
        "requestId": request_id,
    }
    if isinstance(error, Conflict):
        body["code"] = error.code
    if isinstance(error, InsufficientPoints):
        body["availablePoints"] = error.available
    if isinstance(error, Merged | NamesMerged):
        body["mergedInto"] = error.into
    if isinstance(error, Refused):
        body["errors"] = fields(error.errors)
    return body


def fields(errors: tuple[FieldError, ...]) -> list[shapes.FieldFault]:
    """At most 200 of them (docs/api.md, Errors); a caller's own text comes back in part only."""
    return [
        {"field": error.field[:_LONGEST_FIELD], "message": error.message[:_LONGEST_MESSAGE]}
        for error in errors[:MOST_ERRORS]
    ]


def headers(error: Exception) -> Mapping[str, str]:
    if isinstance(error, MethodNotAllowed):
        return {"Allow": ", ".join(error.allowed)}
    if isinstance(error, TooManyCalls):
        return {"Retry-After": str(error.retry_after_s)}
    return {"Retry-After": _RETRY_AFTER_SECONDS} if problem_of(error).status == 503 else {}
