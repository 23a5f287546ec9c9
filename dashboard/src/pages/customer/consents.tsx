// Every yes and no of theirs, as it was said: entries are added and never changed.
import { get, post, type AnswerTo, type BodyField } from "../../api/client";
import { useLoad } from "../../api/load";
import { useAct } from "../../parts/act";
import { Chip } from "../../parts/bits";
import type { Field } from "../../parts/fields";
import { Form } from "../../parts/form";
import { Shown, totalSaid } from "../../parts/states";
import { Table, type Column } from "../../parts/table";
import { mayEdit } from "../../shop/shop";
import * as dates from "../../words/dates";
import { CONSENT_ACTIONS, CONSENT_CHANNELS, named } from "../../words/people";

export type Consent = AnswerTo<"/api/customers/privacy/consents">["data"][number];

const FIELDS: readonly Field<BodyField<"/api/customers/privacy/consents", "post">>[] = [
  { name: "channel", label: "Channel", kind: "choice", options: CONSENT_CHANNELS, required: true },
  { name: "action", label: "They have", kind: "choice", options: CONSENT_ACTIONS, required: true },
  { name: "source", label: "How they said it", most: 200, required: true },
  { name: "at", label: "On", kind: "day", says: "today if empty" },
  { name: "textVersion", label: "Version of the text", most: 200 },
  { name: "confirmedAt", label: "Confirmed on", kind: "day" },
  { name: "evidence", label: "Evidence", most: 2000 },
];

export const COLUMNS: readonly Column<Consent>[] = [
  { name: "When", cell: (row) => dates.instant(row.at) },
  { name: "What", cell: (row) => <>{named(CONSENT_CHANNELS, row.channel)} <Chip tone={row.action === "withdrawn" ? "risk" : "good"}>{row.action}</Chip></> },
  { name: "How", cell: (row) => <bdi>{[row.source, row.textVersion && `text ${row.textVersion}`, row.confirmedAt && `confirmed ${dates.instant(row.confirmedAt)}`, row.evidence].filter(Boolean).join(" · ")}</bdi> },
];

export function ConsentLog({ id }: { id: string }) {
  const found = useLoad(`consents ${id}`, (signal) => get("/api/customers/privacy/consents", { query: { customerId: id, limit: 20 }, signal }));
  const act = useAct(found.again);
  return (
    <>
      {act.trouble}
      <Shown of={found} lines={3}>
        {({ data, total }) => (
          <Table
            caption="Consent, newest first"
            rows={data}
            rowKey={(row) => row.id}
            columns={COLUMNS}
            none="They were never asked."
            below={total !== data.length && <p class="muted">The newest of {totalSaid(total, data.length, "entry", "entries")}.</p>}
          />
        )
        }
      </Shown>
      {mayEdit() && (
        <Form
          label="A new entry of the consent log"
          fields={FIELDS}
          act={act}
          send={(body) => post("/api/customers/privacy/consents", { body: { customerId: id, ...body } as never })}
        />
      )}
    </>
  );
}
