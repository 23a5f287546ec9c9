// Who is in a segment now; and by hand, who is in or out whatever the rule says.
import { useState } from "preact/hooks";
import { get, post } from "../../api/client";
import { useLoad } from "../../api/load";
import { useAct } from "../../parts/act";
import { Name, SegmentChip } from "../../parts/bits";
import type { Field } from "../../parts/fields";
import { Fold } from "../../parts/fold";
import { Form } from "../../parts/form";
import { Shown, totalSaid } from "../../parts/states";
import { Sure } from "../../parts/sure";
import { Table, type Column } from "../../parts/table";
import { to } from "../../router";
import { mayEdit, theShop } from "../../shop/shop";
import { ago } from "../../words/dates";
import { money } from "../../words/numbers";
import { CustomersExport } from "../customers/export";
import { ListExport } from "../customers/file_export";
import type { Customer } from "../customers/query";
import { Pins } from "./pins";
import type { OwnSegment } from "./rule/vocabulary";

const SHOWN = 20;
const PINS = [
  ["add_member", "in, whatever the rule says"],
  ["exclude", "out, whatever the rule says"],
  ["remove_member", "as the rule says"],
] as const;
const FIELDS: readonly Field[] = [
  { name: "customerId", label: "Customer, by id", most: 128, required: true },
  { name: "action", label: "Is", kind: "choice", options: PINS, required: true },
];

export function Members({ segment }: { segment: OwnSegment }) {
  const filters = { customSegment: segment.id };
  const file = `${segment.id}-${theShop().tenant}`;
  const found = useLoad(`members ${segment.id} ${segment.etag}`, (signal) => get("/api/customers", { query: { ...filters, limit: SHOWN }, signal }));
  const [said, setSaid] = useState<string>();
  const act = useAct(found.again);
  const pin = async (body: Record<string, unknown>): Promise<void> => {
    const { data } = await post("/api/customers/segments", { body: { segmentId: segment.id, ...body } as never });
    if ("member" in data) setSaid(`${data.customerId} is ${data.member ? "in it" : "not in it"} now.`);
  };
  const out: Column<Customer> = {
    name: "Keep out",
    kind: "act",
    cell: (row) => <Sure verb="Keep out" label={`Keep out: ${row.contactID}`} question="Out, whatever the rule says?" quiet disabled={act.busy} run={() => void act.run(() => pin({ action: "exclude", customerId: row.contactID }))} />,
  };
  const columns: Column<Customer>[] = [
    { name: "Customer", cell: (row) => <a href={to(["customers", row.contactID])}><Name name={row.name} id={row.contactID} /></a> },
    { name: "Lifecycle", cell: (row) => <SegmentChip segment={row.metrics.segment} /> },
    { name: "Last order", kind: "number", room: "wide", cell: (row) => (row.metrics.lastOrderDaysAgo === null ? "never" : ago(row.metrics.lastOrderDaysAgo)) },
    { name: "Spent", kind: "number", cell: (row) => money(row.metrics.totalSpend) },
  ];
  return (
    <section class="figure">
      <header>
        <h2>Members</h2>
        <span class="actions">
          {segment.active ? <ListExport name={file} filters={filters} /> : <CustomersExport name={file} filters={filters} />}
        </span>
      </header>
      {act.trouble}
      <Shown of={found} lines={6}>
        {({ data, meta }) => (
          <>
            <p role="status">
              <b>{totalSaid(meta.total, meta.count, "customer")}</b> {meta.nextCursor && <a href={to(["customers"], { customSegment: segment.id })}>Show all</a>}
            </p>
            {data.length > 0 && <Table caption="Members" rows={data} rowKey={(row) => row.contactID} columns={mayEdit() ? [...columns, out] : columns} />}
          </>
        )}
      </Shown>
      {mayEdit() && <Form label="By hand" fields={FIELDS} act={act} send={pin} verb="Set" />}
      <p class="muted" role="status">
        {said}
      </p>
      <div class="folds">
        <Fold title="Put in and kept out" note="by hand: who, by whom, since when">
          <Pins segmentId={segment.id} act={act} unpin={(customerId) => void act.run(() => pin({ action: "remove_member", customerId }))} />
        </Fold>
      </div>
    </section>
  );
}
