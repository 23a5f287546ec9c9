// A receiver of webhooks: `npm install standardwebhooks`, then `SECRET=whsec_... node receiver.mjs`.
import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.SECRET);
const seen = new Map(); // the highest n of each customer

createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    let event;
    try {
      event = webhook.verify(Buffer.concat(parts).toString(), request.headers);
    } catch {
      response.writeHead(401).end();
      return;
    }
    response.writeHead(204).end(); // answer first: 15 s are all there is
    const { customerHash, n } = event.data;
    if (customerHash && n > (seen.get(customerHash) ?? 0)) {
      seen.set(customerHash, n);
      console.log(event.type, customerHash, event.data);
    }
  });
}).listen(Number(process.env.PORT ?? 8000), "127.0.0.1");
