// Customers by what one begins to type.
import { get, type AnswerTo } from "../../api/client";
import { useLoad } from "../../api/load";
import { Name } from "../../parts/bits";
import { ExportButton } from "../../parts/export";
import { Empty, Shown, totalSaid } from "../../parts/states";
import { Table } from "../../parts/table";
import { place, to } from "../../router";
import { theShop } from "../../shop/shop";
import * as dates from "../../words/dates";
import { count, money } from "../../words/numbers";
import { within } from "./query";

type Match = AnswerTo<"/customers/venue/{venueId}/search">["data"][number];
const ROWS = 50;

export function Search({ words, beside, open }: { words: string; beside: boolean; open: string | undefined }) {
  const ask = (limit: number, cursor?: string, signal?: AbortSignal) =>
    get("/customers/venue/{venueId}/search", { path: { venueId: theShop().tenant }, query: { q: words, limit, ...(cursor ? { cursor } : {}) }, ...(signal ? { signal } : {}) });
  const loaded = useLoad(`search ${words}`, (signal) => ask(ROWS, undefined, signal));
  return (
    <Shown of={loaded}>
      {({ data, meta }) =>
        data.length ? (
          <>
            <div class="list-head">
              <p role="status">
                <b>{meta.nextCursor ? `The first ${count(data.length)} that begin so; type more to narrow it down` : totalSaid(data.length, data.length, "customer")}</b>{" "}
                <span class="muted">as of {dates.instant(meta.asOf)}</span>
              </p>
              {!beside && (
                <div class="actions">
                  <ExportButton<Match>
                    name={`found-${theShop().tenant}`}
                    columns={[
                      { name: "Customer ID", value: (row) => row.customerId },
                      { name: "Name", value: (row) => row.name },
                      { name: "E-mail", value: (row) => row.email },
                      { name: "Total spend", value: (row) => row.totalSpent },
                    ]}
                    rowKey={(row) => row.customerId}
                    page={async (cursor) => {
                      const page = await ask(100, cursor);
                      return { rows: page.data, next: page.meta.nextCursor, asOf: page.meta.asOf };
                    }}
                  />
                </div>
              )}
            </div>
            <Table
              caption="Customers found"
              rowKey={(row) => row.customerId}
              rows={data}
              {...(open === undefined ? {} : { open })}
              columns={[
                { name: "Customer", cell: (row) => <a href={within(place.value.query, row.customerId)}><Name name={row.name} id={row.customerId} /></a> },
                ...(beside ? [] : [{ name: "E-mail", cell: (row: Match) => <bdi>{row.email}</bdi>, room: "wide" as const }]),
                { name: "Spent", kind: "number", cell: (row) => money(row.totalSpent) },
              ]}
            />
          </>
        ) : (
          <Empty>
            <p>Nobody's name, company, e-mail, phone or id begins with that.</p>
            <p>
              <a href={to(["customers"])}>Show all customers</a>
            </p>
          </Empty>
        )
      }
    </Shown>
  );
}
