"""After an edit of settings or segments everybody is looked at, so that others are told at once."""

from __future__ import annotations

from ...evaluating.start import evaluate_everybody
from ...scoring.evaluate import Revision
from ...telemetry import fault_of, logger
from .call import Call


def evaluate_after_edit(call: Call) -> None:
    """Starts the job where by this call, or beside it, something was edited that customers are evaluated by.

    The edit stands whatever becomes of the job: where it cannot be started, the next night looks at everybody.
    """
    before, record = call.record, call.stores.directory.read(call.tenant.id)
    if record is None:
        return
    edit = Revision(record.settings_revision, record.announcing_revision)
    if edit == Revision(before.settings_revision, before.announcing_revision):
        return
    try:
        evaluate_everybody(call.tenant, edit, stores=call.stores, now_ms=call.now_ms)
    except Exception as error:
        logger().error("evaluation.not_started", extra={"tenant": call.tenant.id, **fault_of(error)})
