"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

# Of the message that the shop of the examples has (`openapi/filled.py`): `mail-1` elsewhere.
COMMUNICATION_ID = "20251022t200000000-d8701b9a4cb4d58e"

EXAMPLES = {
    "get_communications": Example(query={"customerId": "cafe-med", "channel": "email", "status": "sent,opened"}),
    "post_communications": Example(
        body={
            "customerId": "cafe-med",
            "communicationType": "email",
            "subject": "Your cups are on their way",
            "message": "They arrive on Friday.",
            "direction": "outbound",
            "channel": "email",
            "status": "sent",
            "purpose": "service",
            "externalId": "mail-2",
        }
    ),
    "put_communication": Example(
        body={"customerId": "cafe-med", "id": COMMUNICATION_ID, "status": "replied"}, headers={"if-match": '"1"'}
    ),
    "post_delivery_events": Example(
        body={
            "events": [
                {"externalId": "mail-1", "status": "opened", "at": "2025-10-23T07:31:00Z", "messageId": "evt-1"},
                {"externalId": "mail-9", "status": "delivered", "at": "2025-10-23T07:31:00Z", "messageId": "evt-2"},
            ]
        }
    ),
}
