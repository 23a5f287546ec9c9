// Who is told of what happens: addresses to which events are sent, signed; what was delivered, and what waits.
import { useState } from "preact/hooks";
import { get, post, put, remove, type AnswerTo, type BodyField } from "../../api/client";
import { useLoad } from "../../api/load";
import { useAct } from "../../parts/act";
import { Chip } from "../../parts/bits";
import { Fold } from "../../parts/fold";
import { Form } from "../../parts/form";
import type { Field } from "../../parts/fields";
import { Empty, Shown } from "../../parts/states";
import { Sure } from "../../parts/sure";
import { theShop } from "../../shop/shop";
import { called, EVENTS } from "../../words/events";
import { Deliveries } from "./deliveries";

export type Webhook = AnswerTo<"/api/webhooks">["data"][number];

const FIELDS: readonly Field<BodyField<"/api/webhooks", "post">>[] = [
  { name: "url", label: "Address, https", most: 2000, required: true, wide: true },
  { name: "description", label: "What it is for", most: 1024, wide: true },
  { name: "events", label: "It is told of", kind: "many", options: Object.entries(EVENTS), required: true },
];

/** Secrets and addresses are for admins alone. */
export function WebhooksTab() {
  return theShop().role === "admin" ? <Webhooks /> : <Empty>An admin of the shop may see these.</Empty>;
}

function Webhooks() {
  const found = useLoad("webhooks", (signal) => get("/api/webhooks", { signal }));
  const act = useAct(found.again);
  const [secret, setSecret] = useState<string>();
  const add = async (body: Record<string, unknown>): Promise<void> => {
    const { data } = await post("/api/webhooks", { body: body as never });
    setSecret(data.secret);
  };
  return (
    <>
      {act.trouble}
      {secret && (
        <p class="note" role="status" ref={intoSight}>
          The secret by which the receiver knows that it was us, shown this once: <code>{secret}</code>{" "}
          <button type="button" class="quiet" onClick={() => setSecret(undefined)}>
            I have kept it
          </button>
        </p>
      )}
      <Shown of={found} lines={6}>
        {({ data }) =>
          data.length ? (
            <>
              {data.map((one) => (
                <One key={one.id} webhook={one} again={found.again} told={setSecret} />
              ))}
            </>
          ) : (
            <Empty>None yet. A webhook sends what happens to an address of yours, signed, and again until it was taken.</Empty>
          )
        }
      </Shown>
      <section class="figure">
        <h2>Tell another address</h2>
        <Form label="A new webhook" fields={FIELDS} act={act} send={add} />
      </section>
    </>
  );
}

/** It is shown once, wherever on the page it was asked for. */
function intoSight(note: HTMLElement | null): void {
  note?.scrollIntoView({ block: "nearest" });
}

interface OfOne {
  webhook: Webhook;
  again: () => void;
  told: (secret: string) => void;
}

function One({ webhook, again, told }: OfOne) {
  const path = { webhookId: webhook.id };
  const act = useAct(again);
  const [tests, setTests] = useState(0);
  const test = async (): Promise<void> => {
    await post("/api/webhooks/{webhookId}/test", { path });
    setTests(tests + 1);
  };
  return (
    <section class="figure">
      <header>
        <h2>
          <bdi>{webhook.url}</bdi>
        </h2>
        <Chip tone={webhook.active ? "good" : "risk"}>{webhook.active ? "on" : (webhook.disabledReason ?? "off")}</Chip>
      </header>
      {webhook.description && (
        <p>
          <bdi>{webhook.description}</bdi>
        </p>
      )}
      {act.trouble}
      <p class="chips">
        {webhook.events.map((name) => (
          <Chip>{called(name)}</Chip>
        ))}
      </p>
      <p class="row">
        <button type="button" disabled={act.busy} onClick={() => void act.run(test)}>
          Send a test
        </button>
        <button type="button" disabled={act.busy} onClick={() => void act.run(() => put("/api/webhooks/{webhookId}", { path, body: { active: !webhook.active } as never }))}>
          {webhook.active ? "Switch off" : "Switch on"}
        </button>
        <Sure verb="New secret" question="The old one works for another day." disabled={act.busy} run={() => void act.run(async () => told((await post("/api/webhooks/{webhookId}/rotate", { path })).data.secret))} />
        <Sure verb="Remove" question="What waits for it is never sent." disabled={act.busy} run={() => void act.run(() => remove("/api/webhooks/{webhookId}", { path }))} />
      </p>
      <p class="muted" role="status">
        {tests > 0 && "A test is on its way: the deliveries say what came of it."}
      </p>
      <Fold title="Deliveries" note="what waits and what was taken, of 30 days">
        <Deliveries webhook={webhook} tests={tests} />
      </Fold>
    </section>
  );
}
