// What a list shows of a customer, on the page and in its file.
import { AtRisk, Name, RfmBadge, SegmentChip } from "../../parts/bits";
import type { Column } from "../../parts/table";
import { ago } from "../../words/dates";
import * as dates from "../../words/dates";
import { count, counted, money } from "../../words/numbers";
import { isAtRisk } from "../../words/segments";
import { changed, within, type Customer } from "./query";

/** Beside a customer who was opened there is room for who they are, where they stand and what they spent. */
export function columns(query: URLSearchParams, beside: boolean): Column<Customer>[] {
  const who: Column<Customer> = {
    name: "Customer",
    cell: (row) => (
      <>
        <a href={within(query, row.contactID)}>
          <Name name={row.name} id={row.contactID} />
        </a>
        {row.company && row.company !== row.name && (
          <small class="muted">
            <bdi>{row.company}</bdi>
          </small>
        )}
      </>
    ),
  };
  const segment: Column<Customer> = {
    name: "Segment",
    cell: (row) => (
      <span class="chips">
        <SegmentChip segment={row.metrics.segment} />
        {isAtRisk(row.metrics) && <AtRisk />}
      </span>
    ),
  };
  const spent: Column<Customer> = { name: "Spent", kind: "number", sort: sorting(query, "totalSpend"), cell: (row) => money(row.metrics.totalSpend) };
  const last: Column<Customer> = { name: "Last order", kind: "number", sort: sorting(query, "lastOrderDate"), cell: lastOrder };
  if (beside) return [who, segment, last, spent];
  return [
    who,
    segment,
    { name: "RFM", room: "wide", cell: (row) => <RfmBadge group={row.metrics.rfmSegment} code={row.metrics.rfmScore} /> },
    last,
    { name: "Lapses", kind: "number", room: "wide", cell: lapses },
    { name: "Orders", kind: "number", room: "wider", cell: (row) => count(row.metrics.orderCount ?? 0) },
    { name: "Average order", kind: "number", room: "wider", cell: (row) => (row.metrics.averageOrderValue === null ? "" : money(row.metrics.averageOrderValue)) },
    spent,
    { name: "Value, 3 years", says: "Average order, times orders a year, times three years", kind: "number", room: "wide", cell: (row) => money(row.metrics.simpleClv ?? 0, "whole") },
  ];
}

function lastOrder(row: Customer) {
  const { lastOrderDaysAgo: days, lastOrderDate: at } = row.metrics;
  return days === null ? <span class="muted">never</span> : <span title={at ? dates.instant(at) : undefined}>{ago(days)}</span>;
}

function lapses(row: Customer) {
  const days = row.metrics.daysToLapse;
  if (days === null) return row.metrics.lastOrderDaysAgo === null ? "" : <span class="muted">has lapsed</span>;
  return <span class={days <= 14 ? "risk" : ""}>{days === 0 ? "today" : `in ${counted(days, "day")}`}</span>;
}

function sorting(query: URLSearchParams, field: "lastOrderDate" | "totalSpend"): NonNullable<Column<Customer>["sort"]> {
  const now = query.get("sort") ?? "-lastOrderDate";
  const order = now === field ? "ascending" : now === `-${field}` ? "descending" : "none";
  return { order, href: changed(query, { sort: now === `-${field}` ? field : `-${field}` }) };
}

export const CSV = [
  { name: "Customer ID", value: (row: Customer) => row.contactID },
  { name: "Name", value: (row: Customer) => row.name },
  { name: "E-mail", value: (row: Customer) => row.email },
  { name: "Company", value: (row: Customer) => row.company },
  { name: "Segment", value: (row: Customer) => row.metrics.segment },
  { name: "At risk", value: (row: Customer) => (isAtRisk(row.metrics) ? "yes" : "no") },
  { name: "RFM", value: (row: Customer) => row.metrics.rfmScore },
  { name: "RFM group", value: (row: Customer) => row.metrics.rfmSegment },
  { name: "Orders", value: (row: Customer) => row.metrics.orderCount },
  { name: "Total spend", value: (row: Customer) => Number(row.metrics.totalSpend) },
  { name: "Average order", value: (row: Customer) => row.metrics.averageOrderValue },
  { name: "Three years' value", value: (row: Customer) => row.metrics.simpleClv },
  { name: "First order", value: (row: Customer) => row.metrics.firstOrderDate },
  { name: "Last order", value: (row: Customer) => row.metrics.lastOrderDate },
  { name: "Days since last order", value: (row: Customer) => row.metrics.lastOrderDaysAgo },
  { name: "Days to lapse", value: (row: Customer) => row.metrics.daysToLapse },
  { name: "Buys", value: (row: Customer) => row.metrics.purchaseFrequency },
] as const;
