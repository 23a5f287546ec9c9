"""`regulars replay`: what failed is done again, or all of a tenant is projected again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from ..facts.order import Lane
from ..projection.replay import replay_roster
from ..stores.bus import decode_entry
from ..stores.messages import decode_anew, decode_change, decode_webhook_message
from .connection import Connection, connect
from .output import Progress, as_json, print_json

T = TypeVar("T")
_RECEIVE = 10


@click.command()
@click.option("--all", "everyone", is_flag=True, help="The tenant's whole roster, once, over the bulk queue.")
@click.option("--tenant", "tenant_id", help="Whose roster.")
@as_json
def replay(everyone: bool, tenant_id: str | None, json_: bool) -> None:
    """Move the messages of all dead-letter queues back; with --all, project every customer of a tenant anew."""
    if everyone != (tenant_id is not None):
        raise click.ClickException("--all and --tenant go together.")
    connection = connect()
    if tenant_id is not None:
        moved = {"customers": _replay_roster(connection, tenant_id)}
        sentence = f"{moved['customers']} customers of {tenant_id} are on their way."
    else:
        stores = connection.stores
        moved = {
            "live": _move_back(connection, "LiveDlqUrl", decode_anew, stores.queue(Lane.LIVE).send_touches),
            "bulk": _move_back(connection, "BulkDlqUrl", decode_anew, stores.queue(Lane.BULK).send_touches),
            "lookups": _move_back(connection, "LookupsDlqUrl", decode_change, stores.lookup_queue.send),
            "webhooks": _move_back(
                connection, "WebhooksDlqUrl", decode_webhook_message, stores.webhook_queue.send_again
            ),
            "events": _move_back(connection, "DeadEventsUrl", decode_entry, stores.bus.put_all),
        }
        sentence = f"Moved back: {', '.join(f'{count} {what}' for what, count in moved.items())}."
    if json_:
        print_json(moved)
    else:
        click.echo(sentence)


def _replay_roster(connection: Connection, tenant_id: str) -> int:
    stores, tenant = connection.stores, connection.tenant(tenant_id)
    progress = Progress()
    sent = 0
    for sent in replay_roster(
        tenant, registry=stores.registry(tenant), queue=stores.queue(Lane.BULK), lookups=stores.lookup_queue
    ):
        progress.show(f"Sent {sent}")
    progress.end()
    return sent


def _move_back(
    connection: Connection, dead: str, decode: Callable[[str], T | None], send: Callable[[Sequence[T]], None]
) -> int:
    """A message leaves the dead-letter queue only after it is back: it may be done twice, never not at all.

    One that no code of ours has sent stays: somebody should look at it.
    """
    sqs = connection.stores.sqs
    url = connection.outputs[dead]
    moved = 0
    while messages := _receive(sqs, url):
        readable = {message["MessageId"]: decode(message["Body"]) for message in messages}
        send([one for one in readable.values() if one])
        messages = [message for message in messages if readable[message["MessageId"]]]
        if not messages:
            return moved
        entries = [
            {"Id": str(index), "ReceiptHandle": message["ReceiptHandle"]} for index, message in enumerate(messages)
        ]
        sqs.delete_message_batch(QueueUrl=url, Entries=entries)
        moved += len(messages)
    return moved


def _receive(sqs: Any, url: str) -> list[dict[str, Any]]:
    answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=_RECEIVE, WaitTimeSeconds=1)
    messages: list[dict[str, Any]] = answer.get("Messages", [])
    return messages
