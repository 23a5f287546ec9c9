// Churn signals of the shop's own: each a value and how much it weighs in the churn risk.
import { get, post, remove, type BodyField } from "../../api/client";
import { useLoad } from "../../api/load";
import { useAct } from "../../parts/act";
import { Chip } from "../../parts/bits";
import type { Field } from "../../parts/fields";
import { Form } from "../../parts/form";
import { Shown } from "../../parts/states";
import { Sure } from "../../parts/sure";
import { Table } from "../../parts/table";
import { mayEdit } from "../../shop/shop";
import * as dates from "../../words/dates";
import { count } from "../../words/numbers";

const FIELDS: readonly Field<BodyField<"/api/customers/signals", "post">>[] = [
  { name: "name", label: "Name", most: 64, required: true },
  { name: "value", label: "Risk, 0 to 100", kind: "whole", least: 0, most: 100, required: true },
  { name: "weight", label: "Weighs, % of the churn risk", kind: "whole", least: 0, most: 50, required: true },
  { name: "expiresAt", label: "Until", kind: "day", says: "for good if empty" },
];

export function Signals({ id }: { id: string }) {
  const found = useLoad(`signals ${id}`, (signal) => get("/api/customers/signals", { query: { customerId: id }, signal }));
  const act = useAct(found.again);
  return (
    <>
      {act.trouble}
      <Shown of={found} lines={2}>
        {({ data }) => (
          <Table
            caption="Churn signals"
            rows={data}
            rowKey={(row) => row.name}
            columns={[
              { name: "Signal", cell: (row) => <bdi>{row.name}</bdi> },
              { name: "Risk of 100", kind: "number", cell: (row) => count(row.value) },
              { name: "Weighs, %", kind: "number", cell: (row) => count(row.weight) },
              { name: "Until", cell: (row) => <>{row.expiresAt ? dates.day(row.expiresAt) : "for good"} {row.expired && <Chip>expired</Chip>}</> },
              ...(mayEdit() ? [{ name: "Remove", kind: "act" as const, cell: (row: (typeof data)[number]) => <Sure verb="Remove" question="Take this signal away?" quiet disabled={act.busy} run={() => void act.run(() => remove("/api/customers/signals", { query: { customerId: id, name: row.name } }))} /> }] : []),
            ]}
            none="None yet: their churn risk is computed from what they did alone."
          />
        )
        }
      </Shown>
      {mayEdit() && (
        <>
          <Form label="Set a churn signal" fields={FIELDS} act={act} send={(body) => post("/api/customers/signals", { body: { customerId: id, ...body } as never })} verb="Set" />
          <p class="muted">One of the same name is replaced. At most ten, which weigh 50 % together at most.</p>
        </>
      )}
    </>
  );
}
