// Who is about to buy something again, the soonest first.
import { get, type AnswerTo } from "../api/client";
import { useLoad } from "../api/load";
import { Name, PageHead } from "../parts/bits";
import { ExportButton, type Page } from "../parts/export";
import { Empty, Shown } from "../parts/states";
import { Table } from "../parts/table";
import { place, to } from "../router";
import { theShop } from "../shop/shop";
import { ago, ahead } from "../words/dates";
import * as dates from "../words/dates";
import { count, counted } from "../words/numbers";
import { afterNight, NoNight } from "./product";

type Due = AnswerTo<"/product-affinity/due">["data"][number];
const DAYS = 7;

export const DUE_CSV = [
  { name: "Customer ID", value: (row: Due) => row.customerId },
  { name: "Name", value: (row: Due) => row.customerName },
  { name: "Product ID", value: (row: Due) => row.productId },
  { name: "Product", value: (row: Due) => row.productName },
  { name: "Expected", value: (row: Due) => row.nextPredictedPurchaseDate },
  { name: "Days between purchases", value: (row: Due) => row.purchaseFrequencyDays },
  { name: "Times bought", value: (row: Due) => row.purchaseCount },
  { name: "Interest, of 100", value: (row: Due) => row.affinityScore },
] as const;

export async function duePage(cursor: string | undefined, limit = 500): Promise<Page<Due>> {
  const page = await get("/product-affinity/due", { query: { days: DAYS, minScore: 0, limit, ...(cursor ? { cursor } : {}) } });
  return { rows: page.data, next: page.meta.nextCursor, asOf: page.meta.checkedAt };
}

export function DuePage() {
  const cursor = place.value.query.get("cursor") ?? undefined;
  const loaded = useLoad(`due ${cursor ?? ""}`, () => afterNight(duePage(cursor, 50)));
  const now = new Date().toISOString();
  return (
    <>
      <PageHead title="Due to reorder" note="Whose usual time between two purchases of a product ends within a week." />
      <Shown of={loaded} lines={12}>
        {(page) =>
          !page ? (
            <NoNight />
          ) : page.rows.length ? (
            <>
              <div class="list-head">
                <p role="status">
                  <b>{counted(page.rows.length, "pair of customer and product", "pairs of customers and products")} on this page</b>{" "}
                  {page.asOf && <span class="muted">as of {dates.instant(page.asOf)}</span>}
                </p>
                <div class="actions">
                  <ExportButton name={`due-${theShop().tenant}`} columns={DUE_CSV} rowKey={(row) => `${row.customerId} ${row.productId}`} page={duePage} />
                </div>
              </div>
              <Table
                caption="Due to reorder"
                rows={page.rows}
                rowKey={(row) => `${row.customerId} ${row.productId}`}
                columns={[
                  { name: "Customer", cell: (row) => <a href={to(["customers", row.customerId])}><Name name={row.customerName} id={row.customerId} /></a> },
                  { name: "Product", cell: (row) => <a href={to(["products", row.productId])}><Name name={row.productName} id={row.productId} /></a> },
                  { name: "Expected", kind: "number", cell: (row) => ahead(row.nextPredictedPurchaseDate, now) },
                  { name: "Every", kind: "number", room: "wide", cell: (row) => counted(row.purchaseFrequencyDays, "day") },
                  { name: "Last", kind: "number", room: "wide", cell: (row) => ago(row.daysSinceLastPurchase) },
                  { name: "Interest", kind: "number", room: "wide", cell: (row) => count(row.affinityScore) },
                ]}
              />
              {page.next && (
                <nav class="pages" aria-label="Pages">
                  <a href={to(["due"], { cursor: page.next })}>Next page</a>
                </nav>
              )}
            </>
          ) : (
            <Empty>Nothing is due within a week.</Empty>
          )
        }
      </Shown>
    </>
  );
}
