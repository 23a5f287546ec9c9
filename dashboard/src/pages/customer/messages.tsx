// What the shop and they said to each other, and how far each message came.
import { get, post, type AnswerTo, type BodyField } from "../../api/client";
import { useLoad } from "../../api/load";
import { useAct } from "../../parts/act";
import { Chip } from "../../parts/bits";
import type { Field } from "../../parts/fields";
import { Fold } from "../../parts/fold";
import { Form } from "../../parts/form";
import { Shown, totalSaid } from "../../parts/states";
import { Table, type Column } from "../../parts/table";
import { mayEdit } from "../../shop/shop";
import * as dates from "../../words/dates";
import { CHANNELS, DIRECTIONS, MESSAGE_STATUSES, named, PURPOSES } from "../../words/people";

export type Message = AnswerTo<"/api/customers/communications">["data"][number];

const FIELDS: readonly Field<BodyField<"/api/customers/communications", "post">>[] = [
  { name: "channel", label: "Over", kind: "choice", options: CHANNELS, required: true },
  { name: "direction", label: "Which way", kind: "choice", options: DIRECTIONS, required: true },
  { name: "status", label: "Came to", kind: "choice", options: MESSAGE_STATUSES, required: true },
  { name: "purpose", label: "What for", kind: "choice", options: PURPOSES, empty: "as usual for the channel" },
  { name: "occurredAt", label: "On", kind: "day", says: "today if empty" },
  { name: "subject", label: "About", most: 500 },
  { name: "message", label: "What was said", kind: "long" },
];

export const COLUMNS: readonly Column<Message>[] = [
  { name: "When", cell: (row) => dates.day(row.occurredAt) },
  { name: "Over", room: "wide", cell: (row) => `${named(CHANNELS, row.channel)}${row.direction === "inbound" ? ", from them" : ""}` },
  { name: "About", cell: (row) => <bdi>{row.subject ?? row.message ?? "no subject"}</bdi> },
  {
    name: "Came to",
    cell: (row) => (
      <>
        {row.status} {row.consentViolation && <Chip tone="risk">not wanted</Chip>}
      </>
    ),
  },
];

export function Messages({ id }: { id: string }) {
  const found = useLoad(`messages ${id}`, (signal) => get("/api/customers/communications", { query: { customerId: id, limit: 20 }, signal }));
  const act = useAct(found.again);
  return (
    <section class="figure">
      <h2>Messages</h2>
      <Shown of={found} lines={3}>
        {({ data, total }) => (
          <Table
            caption="Messages, newest first"
            rows={data}
            rowKey={(row) => row.id}
            columns={COLUMNS}
            none="Nothing yet. Your sending system tells of messages and what became of them over the API."
            below={total !== data.length && <p class="muted">The newest of {totalSaid(total, data.length, "message")}.</p>}
          />
        )
        }
      </Shown>
      {mayEdit() && (
        <Fold title="Log a message" note="a call, a talk at the counter, what came by another way">
          {act.trouble}
          <Form label="Log a message" fields={FIELDS} act={act} send={(body) => post("/api/customers/communications", { body: { customerId: id, ...body } as never })} verb="Log it" />
        </Fold>
      )}
    </section>
  );
}
