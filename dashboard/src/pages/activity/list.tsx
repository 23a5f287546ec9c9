// A list over all customers, newest first: filters kept in the address, a page at a time.
import type { ComponentChildren } from "preact";
import { get, type AnswerTo } from "../../api/client";
import { useLoad } from "../../api/load";
import { Name } from "../../parts/bits";
import { Empty, Shown, totalSaid } from "../../parts/states";
import { Table, type Column } from "../../parts/table";
import { go, place, to } from "../../router";
import * as dates from "../../words/dates";
import type { Names } from "../../words/people";

export interface Filter {
  /** As the API names it. */
  name: string;
  label: string;
  options: Names<string>;
}

type Listed = "/api/customers/communications" | "/api/customers/interactions" | "/api/customers/notes" | "/api/customers/privacy/consents";
type RowOf<P extends Listed> = AnswerTo<P>["data"][number];

interface Props<P extends Listed> {
  path: P;
  caption: string;
  /** "message", "messages". */
  one: string;
  many?: string;
  filters: readonly Filter[];
  columns: readonly Column<RowOf<P>>[];
  empty: ComponentChildren;
}

const ROWS = "50";

export function ActivityList<P extends Listed>({ path, caption, one, many, filters, columns, empty }: Props<P>) {
  const { query } = place.value;
  const tab = query.get("tab");
  const on = Object.fromEntries(filters.map(({ name }) => [name, query.get(name) ?? ""] as const).filter(([, value]) => value));
  const cursor = query.get("cursor");
  const asked = { ...on, limit: ROWS, ...(cursor ? { cursor } : {}) };
  const found = useLoad(`${path} ${JSON.stringify(asked)}`, (signal) => get(path, { query: asked as never, signal }));
  const who: Column<RowOf<P>> = {
    name: "Customer",
    cell: (row) => (
      <a href={to(["customers", row.customerId])}>
        <Name name={null} id={row.customerId} />
      </a>
    ),
  };
  return (
    <>
      <div class="filters">
        <div class="grid">
          {filters.map(({ name, label, options }) => (
            <label>
              {label}
              <select value={on[name] ?? ""} onChange={({ currentTarget }) => go(to(["activity"], { tab, ...on, [name]: currentTarget.value }))}>
                <option value="">any</option>
                {options.map(([value, said]) => (
                  <option value={value}>{said}</option>
                ))}
              </select>
            </label>
          ))}
        </div>
      </div>
      <Shown of={found} lines={12}>
        {({ data, total, nextCursor, asOf }) => (
          <>
            <p role="status">
              <b>{totalSaid(total, data.length, one, many)}</b> <span class="muted">as of {dates.instant(asOf)}</span>
            </p>
            {data.length ? <Table caption={caption} rows={data} rowKey={(row) => row.id} columns={[who, ...columns]} /> : <Empty>{Object.keys(on).length ? "Nothing of that kind." : empty}</Empty>}
            {(nextCursor || cursor) && (
              <nav class="pages" aria-label="Pages">
                {cursor && <a href={to(["activity"], { tab, ...on })}>First page</a>}
                {nextCursor && <a href={to(["activity"], { tab, ...on, cursor: nextCursor })}>Next page</a>}
              </nav>
            )}
          </>
        )}
      </Shown>
    </>
  );
}
