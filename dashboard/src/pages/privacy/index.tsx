// Who was erased, and how far each erasure is: of whom, only a hash says. For admins.
import { get, post } from "../../api/client";
import { useLoad } from "../../api/load";
import { useAct } from "../../parts/act";
import { Chip, PageHead } from "../../parts/bits";
import type { Field } from "../../parts/fields";
import { Form } from "../../parts/form";
import { Empty, Shown } from "../../parts/states";
import { Table } from "../../parts/table";
import { go, place, to } from "../../router";
import { theShop } from "../../shop/shop";
import * as dates from "../../words/dates";
import { ERASURE_STATES } from "../../words/privacy";
import { Copies } from "./copies";
import { ErasurePage } from "./erasure";

export const REASON: Field<"reason"> = { name: "reason", label: "Reason", most: 200, says: "stays in the certificate; it must not name them" };
const FIELDS: readonly Field[] = [{ name: "email", label: "E-mail address", most: 500, required: true }, REASON, { name: "sure", label: "Type ERASE", exactly: "ERASE" }];

export function PrivacyPage({ id }: { id: string | undefined }) {
  if (theShop().role !== "admin") {
    return (
      <>
        <PageHead title="Privacy" />
        <Empty>An admin of the shop may see these.</Empty>
      </>
    );
  }
  return id === undefined ? <Erasures /> : <ErasurePage id={id} key={id} />;
}

function Erasures() {
  const cursor = place.value.query.get("cursor") ?? undefined;
  const found = useLoad(`erasures ${cursor ?? ""}`, (signal) => get("/api/customers/privacy/erasures", { query: { limit: 50, ...(cursor ? { cursor } : {}) }, signal }));
  const act = useAct(found.again);
  const erase = async (body: Record<string, unknown>): Promise<void> => {
    const { data } = await post("/api/customers/privacy/erasures", { body: body as never });
    go(to(["privacy", data.jobId]));
  };
  return (
    <>
      <PageHead title="Privacy" note="Erasures, the newest first. Of whom, only a hash says: keep its id beside the request that you answer." />
      <Shown of={found} lines={6}>
        {({ data, meta }) => (
          <>
            {data.length ? (
              <Table
                caption="Erasures, newest first"
                rows={data}
                rowKey={(row) => row.jobId}
                columns={[
                  { name: "Erasure", cell: (row) => <a href={to(["privacy", row.jobId])}>{row.jobId}</a> },
                  { name: "State", cell: (row) => <span class="chips"><Chip tone={ERASURE_STATES[row.state].tone}>{row.state}</Chip>{row.releasedAt && <Chip>released</Chip>}</span> },
                  { name: "Asked for", kind: "number", room: "wide", cell: (row) => dates.instant(row.createdAt) },
                  { name: "Ended", kind: "number", room: "wide", cell: (row) => (row.finishedAt ? dates.instant(row.finishedAt) : "") },
                  { name: "Reason", cell: (row) => <bdi>{row.reason}</bdi> },
                ]}
              />
            ) : (
              <Empty>
                <p>Nobody was erased yet. A customer is erased, or given a copy of what is held of them, on their own page, under Privacy.</p>
              </Empty>
            )}
            {(meta.nextCursor || cursor) && (
              <nav class="pages" aria-label="Pages">
                {cursor && <a href={to(["privacy"])}>First page</a>}
                {meta.nextCursor && <a href={to(["privacy"], { cursor: meta.nextCursor })}>Next page</a>}
              </nav>
            )}
          </>
        )}
      </Shown>
      <Copies />
      <section class="figure">
        <h2>Erase by an e-mail address</h2>
        <p class="muted">Whoever has this address, with every id that is one with theirs, and everything that is known of them, for good.</p>
        {act.trouble}
        <Form label="Erase by an e-mail address" fields={FIELDS} act={act} send={erase} verb="Erase for good" />
      </section>
    </>
  );
}
