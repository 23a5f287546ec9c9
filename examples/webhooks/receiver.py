"""A receiver of webhooks: `pip install standardwebhooks`, then `SECRET=whsec_... python receiver.py`."""

import os
from http.server import BaseHTTPRequestHandler, HTTPServer

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

webhook = Webhook(os.environ["SECRET"])
seen: dict[str, int] = {}  # the highest n of each customer


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            event = webhook.verify(body, {name.lower(): value for name, value in self.headers.items()})
        except WebhookVerificationError:
            self.send_response(401)
            self.end_headers()
            return
        self.send_response(204)  # answer first: 15 s are all there is
        self.end_headers()
        customer, n = event["data"].get("customerHash"), event["data"].get("n", 0)
        if customer and n > seen.get(customer, 0):
            seen[customer] = n
            print(event["type"], customer, event["data"], flush=True)


HTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8000"))), Receiver).serve_forever()
