// What they did beside their orders, and what happened to them.
import { get, post, remove, type AnswerTo, type BodyField } from "../../api/client";
import { useLoad } from "../../api/load";
import { useAct } from "../../parts/act";
import type { Field } from "../../parts/fields";
import { Form } from "../../parts/form";
import { Shown, totalSaid } from "../../parts/states";
import { Sure } from "../../parts/sure";
import { Table, type Column } from "../../parts/table";
import { mayEdit } from "../../shop/shop";
import * as dates from "../../words/dates";
import { INTERACTIONS, named, TIER_CHANGES } from "../../words/people";

export type Interaction = AnswerTo<"/api/customers/interactions">["data"][number];

const isOne = (...types: readonly string[]) => (text: (name: string) => string): boolean => types.includes(text("interactionType"));
const FIELDS: readonly Field<BodyField<"/api/customers/interactions", "post">>[] = [
  { name: "interactionType", label: "Kind", kind: "choice", options: INTERACTIONS, required: true },
  { name: "occurredAt", label: "On", kind: "day", says: "today if empty" },
  { name: "rating", label: "Stars, 1 to 5", kind: "whole", least: 1, most: 5, where: isOne("review", "feedback") },
  { name: "score", label: "Would recommend, 0 to 10", kind: "whole", least: 0, most: 10, required: true, where: isOne("nps") },
  { name: "reason", label: "Which way", kind: "choice", options: TIER_CHANGES, required: true, where: isOne("tier_changed") },
  { name: "from", label: "From tier", most: 200, where: isOne("tier_changed") },
  { name: "to", label: "To tier", most: 200, where: isOne("tier_changed") },
  { name: "orderId", label: "Order", most: 128, where: isOne("purchase", "return", "support", "review", "payment_received", "payment_failed") },
  { name: "text", label: "In their words", kind: "long" },
];

export const COLUMNS: readonly Column<Interaction>[] = [
  { name: "When", cell: (row) => dates.day(row.occurredAt) },
  { name: "What", cell: (row) => named(INTERACTIONS, row.interactionType) },
  { name: "Details", cell: (row) => <bdi>{detailsOf(row)}</bdi> },
];

export function Interactions({ id }: { id: string }) {
  const found = useLoad(`interactions ${id}`, (signal) => get("/api/customers/interactions", { query: { customerId: id, limit: 20 }, signal }));
  const act = useAct(found.again);
  const taken: Column<Interaction> = {
    name: "Remove",
    kind: "act",
    cell: (row) => <Sure verb="Remove" question="Remove it for good?" quiet disabled={act.busy} run={() => void act.run(() => remove("/api/customers/interactions", { query: { customerId: id, id: row.id } }))} />,
  };
  return (
    <>
      {act.trouble}
      <Shown of={found} lines={3}>
        {({ data, total }) => (
          <Table
            caption="What they did, newest first"
            rows={data}
            rowKey={(row) => row.id}
            columns={mayEdit() ? [...COLUMNS, taken] : COLUMNS}
            none="Nothing yet beside their orders."
            below={total !== data.length && <p class="muted">The newest of {totalSaid(total, data.length, "entry", "entries")}.</p>}
          />
        )
        }
      </Shown>
      {mayEdit() && <Form label="Log what they did" fields={FIELDS} act={act} send={(body) => post("/api/customers/interactions", { body: { customerId: id, ...body } as never })} verb="Log it" />}
    </>
  );
}

export function detailsOf(row: Interaction): string {
  const tier = [row.from, row.to].filter(Boolean).join(" to ");
  return [row.rating !== null && `${row.rating} of 5`, row.score !== null && `${row.score} of 10`, row.reason && named(TIER_CHANGES, row.reason), tier, row.orderId && `order ${row.orderId}`, row.text].filter(Boolean).join(" · ");
}
