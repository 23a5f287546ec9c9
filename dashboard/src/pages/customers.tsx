// Customers by any combination of filters, or by what one begins to type.
import { useState } from "preact/hooks";
import { get, type AnswerTo, type Query } from "../api/client";
import { useLoad } from "../api/load";
import { Chip, Name, PageHead, SegmentChip, SEGMENTS } from "../parts/bits";
import { ExportButton } from "../parts/export";
import { Empty, found, Shown } from "../parts/states";
import { Table, type Column } from "../parts/table";
import { go, place, to } from "../router";
import { theShop } from "../shop/shop";
import { ago } from "../words/dates";
import * as dates from "../words/dates";
import { count, money } from "../words/numbers";

type List = AnswerTo<"/api/customers">;
export type Customer = List["data"][number];
type Filters = Query<"/api/customers">;

/** Filters that an address may carry, with what each says when it is on. */
const SAID = {
  minSpend: (value: string) => `spent ${money(value, "whole")} or more`,
  maxSpend: (value: string) => `spent ${money(value, "whole")} or less`,
  minDaysSinceLastOrder: (value: string) => `no order for ${value} days or more`,
  maxDaysSinceLastOrder: (value: string) => `ordered within ${value} days`,
  minDaysToLapse: (value: string) => `lapse in ${value} days or later`,
  maxDaysToLapse: (value: string) => `lapse within ${value} days`,
  recencyScore: (value: string) => `recency ${value.split(",").join(" or ")} of 5`,
  frequencyScore: (value: string) => `frequency ${value.split(",").join(" or ")} of 5`,
  monetaryScore: (value: string) => `money ${value.split(",").join(" or ")} of 5`,
} as const;
const CHOICES = ["segment", "purchaseFrequency", "rfmGroup"] as const;
const FREQUENCIES = ["Weekly", "Monthly", "Quarterly", "Occasional", "One-time", "None"];
export const RFM_GROUPS = [
  "Champions",
  "VIP",
  "Loyal Customers",
  "Potential Loyalists",
  "Recent Customers",
  "Promising",
  "New Customers",
  "At Risk",
  "Hibernating",
  "Lost",
] as const;
const ROWS = 50;

export function CustomersPage() {
  const { query } = place.value;
  const searched = query.get("q") ?? "";
  return (
    <>
      <PageHead title="Customers" />
      <SearchBox value={searched} />
      {searched ? <Search words={searched} /> : <Listed />}
    </>
  );
}

function SearchBox({ value }: { value: string }) {
  const [typed, setTyped] = useState(value);
  return (
    <form
      role="search"
      class="search"
      onSubmit={(event) => {
        event.preventDefault();
        go(to(["customers"], { q: typed.trim() }));
      }}
    >
      <label class="hidden" for="q">
        Name, company, e-mail, phone or id
      </label>
      <input
        id="q"
        type="search"
        value={typed}
        placeholder="Name, company, e-mail, phone or id"
        maxLength={128}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          if (!event.currentTarget.value) go(to(["customers"]));
        }}
      />
      <button type="submit">Search</button>
    </form>
  );
}

function Search({ words }: { words: string }) {
  const loaded = useLoad(`search ${words}`, (signal) =>
    get("/customers/venue/{venueId}/search", { path: { venueId: theShop().tenant }, query: { q: words, limit: ROWS }, signal }),
  );
  return (
    <Shown of={loaded}>
      {({ data, meta }) =>
        data.length ? (
          <>
            <p class="muted" role="status">
              {meta.nextCursor ? `The first ${count(data.length)} that begin so; type more to narrow it down.` : found(data.length, data.length, "customer")}
            </p>
            <Table
              caption="Customers found"
              rowKey={(row) => row.customerId}
              rows={data}
              columns={[
                { name: "Customer", cell: (row) => <a href={to(["customers", row.customerId])}><Name name={row.name} id={row.customerId} /></a> },
                { name: "E-mail", cell: (row) => row.email, wide: true },
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

function Listed() {
  const { query } = place.value;
  const filters = filtersOf(query);
  const cursor = query.get("cursor") ?? undefined;
  const loaded = useLoad(`customers ${query}`, (signal) => get("/api/customers", { query: { ...filters, limit: ROWS, ...(cursor ? { cursor } : {}) }, signal }));
  return (
    <>
      <FilterBar query={query} />
      <Shown of={loaded} lines={12}>
        {({ data, meta }) => (
          <>
            <div class="list-head">
              <p role="status">
                <b>{found(meta.total, meta.count, "customer")}</b> <span class="muted">as of {dates.instant(meta.asOf)}</span>
              </p>
              <div class="actions">
                <ExportButton
                  name={`customers-${theShop().tenant}`}
                  columns={CSV}
                  rowKey={(row) => row.contactID}
                  page={async (next) => {
                    const page = await get("/api/customers", { query: { ...filters, limit: 500, ...(next ? { cursor: next } : {}) } });
                    return { rows: page.data, next: page.meta.nextCursor, asOf: page.meta.asOf };
                  }}
                />
              </div>
            </div>
            {data.length ? (
              <Table caption="Customers" columns={columns(query)} rows={data} rowKey={(row) => row.contactID} />
            ) : (
              <Empty>
                <p>{[...query.keys()].length ? "Nobody is in this list right now." : "No customers yet: drop your shop's export of orders on the page Data."}</p>
                <p>{[...query.keys()].length ? <a href={to(["customers"])}>Show all customers</a> : <a href={to(["data"])}>Go to Data</a>}</p>
              </Empty>
            )}
            <Pages query={query} next={meta.nextCursor} />
          </>
        )}
      </Shown>
    </>
  );
}

/** The filters of an address as the API takes them. */
export function filtersOf(query: URLSearchParams): Filters {
  const filters: Record<string, unknown> = {};
  for (const name of Object.keys(SAID)) {
    const value = query.get(name);
    if (value !== null && value !== "") filters[name] = value;
  }
  for (const name of CHOICES) {
    const value = query.get(name);
    if (value) filters[name] = value;
  }
  const sort = query.get("sort");
  if (sort) filters["sort"] = sort;
  return filters as Filters;
}

function FilterBar({ query }: { query: URLSearchParams }) {
  const set = (name: string, value: string): void => go(changed(query, { [name]: value }));
  const on = [...query.entries()].filter(([name]) => name in SAID || CHOICES.some((choice) => choice === name));
  return (
    <div class="filters">
      <div class="row" role="group" aria-label="Lifecycle segment">
        {SEGMENTS.map((segment) => {
          const chosen = (query.get("segment") ?? "").split(",").filter(Boolean);
          const here = chosen.includes(segment);
          const next = here ? chosen.filter((one) => one !== segment) : [...chosen, segment];
          return (
            <button type="button" class={`toggle seg-${segment}`} aria-pressed={here} onClick={() => set("segment", next.join(","))}>
              {segment}
            </button>
          );
        })}
      </div>
      <details class="more">
        <summary>More filters</summary>
        <div class="grid">
          <Choice label="Buys" name="purchaseFrequency" options={FREQUENCIES} query={query} />
          <Choice label="RFM group" name="rfmGroup" options={RFM_GROUPS} query={query} />
          <Amount label="Spent at least" name="minSpend" query={query} />
          <Amount label="Spent at most" name="maxSpend" query={query} />
          <Amount label="Days since last order, at least" name="minDaysSinceLastOrder" query={query} />
          <Amount label="Days since last order, at most" name="maxDaysSinceLastOrder" query={query} />
          <Amount label="Lapse within days" name="maxDaysToLapse" query={query} />
        </div>
      </details>
      {on.length > 0 && (
        <p class="row">
          {on.map(([name, value]) => (
            <Chip>
              {saidOf(name, value)}{" "}
              <a href={changed(query, { [name]: "" })} aria-label={`Without: ${saidOf(name, value)}`}>
                ×
              </a>
            </Chip>
          ))}
          <a href={to(["customers"])}>Clear all</a>
        </p>
      )}
    </div>
  );
}

function saidOf(name: string, value: string): string {
  const said = SAID[name as keyof typeof SAID];
  return said ? said(value) : value.split(",").join(" or ");
}

function Choice({ label, name, options, query }: { label: string; name: string; options: readonly string[]; query: URLSearchParams }) {
  return (
    <label>
      {label}
      <select value={query.get(name) ?? ""} onChange={(event) => go(changed(query, { [name]: event.currentTarget.value }))}>
        <option value="">any</option>
        {options.map((option) => (
          <option value={option}>{option}</option>
        ))}
      </select>
    </label>
  );
}

function Amount({ label, name, query }: { label: string; name: string; query: URLSearchParams }) {
  return (
    <label>
      {label}
      <input type="number" min="0" value={query.get(name) ?? ""} onChange={(event) => go(changed(query, { [name]: event.currentTarget.value }))} />
    </label>
  );
}

function changed(query: URLSearchParams, by: Record<string, string>): string {
  return to(["customers"], { ...Object.fromEntries(query), cursor: "", ...by });
}

function columns(query: URLSearchParams): Column<Customer>[] {
  return [
    {
      name: "Customer",
      cell: (row) => (
        <>
          <a href={to(["customers", row.contactID])}>
            <Name name={row.name} id={row.contactID} />
          </a>
          {row.company && row.company !== row.name && (
            <small class="muted">
              <bdi>{row.company}</bdi>
            </small>
          )}
        </>
      ),
    },
    { name: "Segment", cell: (row) => <SegmentChip segment={row.metrics.segment} /> },
    { name: "Last order", kind: "number", sort: sorting(query, "lastOrderDate"), cell: (row) => (row.metrics.lastOrderDaysAgo === null ? <span class="muted">never</span> : <span title={row.metrics.lastOrderDate ? dates.instant(row.metrics.lastOrderDate) : undefined}>{ago(row.metrics.lastOrderDaysAgo)}</span>) },
    { name: "Lapses", kind: "number", wide: true, cell: (row) => lapses(row) },
    { name: "Orders", kind: "number", wide: true, cell: (row) => count(row.metrics.orderCount ?? 0) },
    { name: "An order", kind: "number", wide: true, cell: (row) => (row.metrics.averageOrderValue === null ? "" : money(row.metrics.averageOrderValue)) },
    { name: "Spent", kind: "number", sort: sorting(query, "totalSpend"), cell: (row) => money(row.metrics.totalSpend) },
  ];
}

function lapses(row: Customer) {
  const days = row.metrics.daysToLapse;
  if (days === null) return row.metrics.lastOrderDaysAgo === null ? "" : <span class="muted">has lapsed</span>;
  return <span class={days <= 14 ? "risk" : ""}>{days === 0 ? "today" : `in ${count(days)} days`}</span>;
}

function sorting(query: URLSearchParams, field: "lastOrderDate" | "totalSpend"): NonNullable<Column<Customer>["sort"]> {
  const now = query.get("sort") ?? "-lastOrderDate";
  const order = now === field ? "ascending" : now === `-${field}` ? "descending" : "none";
  return { order, href: changed(query, { sort: now === `-${field}` ? field : `-${field}` }) };
}

function Pages({ query, next }: { query: URLSearchParams; next: string | null }) {
  const here = query.has("cursor");
  if (!next && !here) return null;
  return (
    <nav class="pages" aria-label="Pages">
      {here && <a href={to(["customers"], { ...Object.fromEntries(query), cursor: "" })}>First page</a>}
      {next && <a href={to(["customers"], { ...Object.fromEntries(query), cursor: next })}>Next page</a>}
    </nav>
  );
}

export const CSV = [
  { name: "Customer ID", value: (row: Customer) => row.contactID },
  { name: "Name", value: (row: Customer) => row.name },
  { name: "E-mail", value: (row: Customer) => row.email },
  { name: "Company", value: (row: Customer) => row.company },
  { name: "Segment", value: (row: Customer) => row.metrics.segment },
  { name: "Orders", value: (row: Customer) => row.metrics.orderCount },
  { name: "Total spend", value: (row: Customer) => Number(row.metrics.totalSpend) },
  { name: "Average order", value: (row: Customer) => row.metrics.averageOrderValue },
  { name: "First order", value: (row: Customer) => row.metrics.firstOrderDate },
  { name: "Last order", value: (row: Customer) => row.metrics.lastOrderDate },
  { name: "Days since last order", value: (row: Customer) => row.metrics.lastOrderDaysAgo },
  { name: "Days to lapse", value: (row: Customer) => row.metrics.daysToLapse },
  { name: "Buys", value: (row: Customer) => row.metrics.purchaseFrequency },
] as const;
