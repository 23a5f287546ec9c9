"""Greets whoever becomes VIP, once each: reads the queue of template.json. `python consumer.py QUEUE_URL`.

What it does with a customer is a line on the terminal; put a call to your newsletter's API there.
"""

import json
import sys

import boto3


def fresh(event: dict, highest: dict[str, int]) -> bool:
    """Whether the event is newer than anything seen of its customer: queues repeat messages, and keep no order.

    `highest` has the highest `n` of each customer; keep it in a table where consumers are more than one.
    """
    customer, n = event["data"]["customerHash"], event["data"]["n"]
    if n <= highest.get(customer, 0):
        return False
    highest[customer] = n
    return True


def main(queue_url: str) -> None:
    sqs, highest = boto3.client("sqs"), {}
    while True:
        answer = sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=20)
        for message in answer.get("Messages", []):
            event = json.loads(message["Body"])["detail"]
            if fresh(event, highest):
                print("Welcome among the VIPs:", event["data"].get("customerId", event["subject"]), flush=True)
            # Only now: a consumer that breaks off before gets the message again.
            sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])


if __name__ == "__main__":
    main(sys.argv[1])
