"""Events of delivery as callers send them: our own form, or Amazon SES's in the envelopes of SNS and EventBridge.

https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from ...crm.deliveries import Delivery
from ...errors import FieldError, QueryRefused
from ...facts.items.communication import CommunicationStatus
from ..door.bodies import Parse, or_default, read_fields, required_text, short_text, yes_or_no
from ..door.written import many

# What our own form says beside the statuses of a communication.
COMPLAINED = "complained"
_WORDS = (*CommunicationStatus, COMPLAINED)
_SES = {
    "Send": CommunicationStatus.SENT,
    "Delivery": CommunicationStatus.DELIVERED,
    "Open": CommunicationStatus.OPENED,
    "Click": CommunicationStatus.CLICKED,
    "Bounce": CommunicationStatus.BOUNCED,
    "Complaint": CommunicationStatus.DELIVERED,
}
_BOUNCE, _COMPLAINT = "bounce", "complaint"


def read_deliveries(given: Mapping[str, Any], moment: Parse) -> tuple[list[Delivery], int]:
    """The events of a body, and how many of them say nothing that is kept. Raises `QueryRefused`, each field named."""
    ses = _ses_events(given)
    if ses is not None:
        found = [one for event in ses for one in _of_ses(event, moment)]
        return found, sum(event.get("eventType", event.get("notificationType")) not in _SES for event in ses)
    objects = many(given, "events")
    required = {"externalId": short_text(500), "status": _status, "at": moment, "messageId": required_text}
    deliveries, faults = [], []
    for index, one in enumerate(objects.objects):
        values, wrong = read_fields(one, required, optional={"permanent": or_default(yes_or_no, False)})
        faults += [FieldError(objects.place(index) + fault.field, fault.message) for fault in wrong]
        if not wrong:
            deliveries.append(_own(values))
    if faults:
        raise QueryRefused(faults)
    return deliveries, 0


def _own(values: Mapping[str, Any]) -> Delivery:
    word = values["status"]
    refused = None
    if word == COMPLAINED:
        refused = _COMPLAINT
    elif word == CommunicationStatus.BOUNCED and values.get("permanent"):
        refused = _BOUNCE
    status = CommunicationStatus.DELIVERED if word == COMPLAINED else CommunicationStatus(word)
    return Delivery(values["externalId"], status, values["at"], values["messageId"], refused)


def _status(value: Any) -> str:
    if value not in _WORDS or value == CommunicationStatus.QUEUED:
        told = ", ".join(word for word in _WORDS if word != CommunicationStatus.QUEUED)
        raise ValueError(f"must be one of {told}")
    return str(value)


def _ses_events(given: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
    """The SES events in a body; None where it is no envelope of theirs."""
    if "Message" in given and "TopicArn" in given:
        try:
            inner = json.loads(given["Message"])
        except (TypeError, ValueError):
            raise QueryRefused([FieldError("Message", "is not the JSON of an SES event")]) from None
        return [_object(inner, "Message")]
    if given.get("source") == "aws.ses" and "detail" in given:
        return [_object(given["detail"], "detail")]
    return [given] if "mail" in given and ("eventType" in given or "notificationType" in given) else None


def _of_ses(event: Mapping[str, Any], moment: Parse) -> list[Delivery]:
    """One a recipient who complained or bounced, else one; none for what says nothing that is kept."""
    word = event.get("eventType", event.get("notificationType"))
    if word not in _SES:
        return []
    detail, mail = _object(event.get(str(word).lower(), {}), str(word).lower()), _object(event.get("mail"), "mail")
    try:
        external_id = required_text(mail.get("messageId"))
        at_ms = moment(detail.get("timestamp", mail.get("timestamp")))
    except ValueError as fault:
        raise QueryRefused([FieldError("mail", str(fault))]) from None
    refused = None
    if word == "Complaint":
        refused = _COMPLAINT
    elif word == "Bounce" and detail.get("bounceType") == "Permanent":
        refused = _BOUNCE
    told = blake2b(f"{word}|{external_id}|{at_ms}".encode(), digest_size=16).hexdigest()
    return [Delivery(external_id, _SES[str(word)], at_ms, told, refused)]


def _object(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise QueryRefused([FieldError(name, "must be an object")])
    return value
