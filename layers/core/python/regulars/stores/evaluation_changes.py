"""Evaluations as the stream of their table tells them: what was put, and what that replaced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ..scoring.evaluate import Evaluation
from . import keys
from .dynamo.calls import unpack
from .evaluations import decode_evaluation


class EvaluationChange(NamedTuple):
    """One evaluation that was put; `before` is what lay there, None: nothing."""

    tenant_id: str
    customer_id: str
    before: Evaluation | None
    after: Evaluation


def changed_evaluations(records: Iterable[Mapping[str, Any]]) -> Iterator[EvaluationChange]:
    """The evaluations of stream records; whatever else lies in the table is passed over, and so is what was removed."""
    for record in records:
        change = record["dynamodb"]
        new, old = change.get("NewImage"), change.get("OldImage")
        if new is None or "values" not in new:
            continue
        values = unpack(new)
        yield EvaluationChange(
            keys.split_evaluations_partition(values["pk"]),
            values["sk"],
            decode_evaluation(unpack(old)) if old else None,
            decode_evaluation(values),
        )
