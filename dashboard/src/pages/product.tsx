// One product: who buys it, who should have, what is expected, and what goes with it.
import { get, Refused, type AnswerTo } from "../api/client";
import { known, useLoad } from "../api/load";
import { Figure } from "../charts/figure";
import { Plot } from "../charts/plot";
import { Name, PageHead } from "../parts/bits";
import { Empty, Shown, totalSaid } from "../parts/states";
import { Table } from "../parts/table";
import { to } from "../router";
import { ago, ahead } from "../words/dates";
import * as dates from "../words/dates";
import { count, counted, decimal, money, percent } from "../words/numbers";

/** What only a night knows is null before the first one. */
export function afterNight<T>(load: Promise<T>): Promise<T | null> {
  return load.catch((error: unknown) => {
    if (error instanceof Refused && error.status === 409) return null;
    throw error;
  });
}

export function NoNight() {
  return (
    <Empty>
      <p>Known after the first night that finds orders in the shop.</p>
      <p class="row">
        <a href={to(["data"])}>Import orders</a>
        <a href={to(["data"], { tab: "nights" })}>Run a night now</a>
      </p>
    </Empty>
  );
}

export function ProductPage({ id }: { id: string }) {
  const path = { productId: id };
  const best = useLoad(`best ${id}`, (signal) => get("/product-affinity/product/{productId}/customers", { path, query: { limit: 10 }, signal }));
  const risk = useLoad(`risk ${id}`, (signal) => get("/product-affinity/product/{productId}/at-risk-customers", { path, query: { limit: 10 }, signal }));
  const demand = useLoad(`demand ${id}`, (signal) => afterNight(get("/product-affinity/product/{productId}/demand", { path, query: { days: 30 }, signal })));
  const together = useLoad(`together ${id}`, (signal) => afterNight(get("/product-affinity/product/{productId}/bought-together", { path, query: { limit: 10 }, signal })));
  const next = useLoad(`next ${id}`, (signal) => afterNight(get("/product-affinity/product/{productId}/next", { path, query: { limit: 10 }, signal })));
  const name = known(demand)?.data.productName ?? null;
  const now = new Date().toISOString();
  return (
    <>
      <PageHead title={<Name name={name} id={id} />} note={<code>{id}</code>} />
      <Shown of={demand} lines={5}>
        {(answer) =>
          answer ? (
            <Demand data={answer.data} />
          ) : (
            <NoNight />
          )
        }
      </Shown>
      <div class="halves">
        <section class="figure">
          <h2>Best customers</h2>
          <Shown of={best} lines={5}>
            {({ data, meta }) => (
              <Table
                caption="Best customers of the product"
                rows={data}
                rowKey={(row) => row.customerId}
                columns={[
                  { name: "Customer", cell: (row) => <a href={to(["customers", row.customerId])}><Name name={row.customerName} id={row.customerId} /></a> },
                  { name: "Times", kind: "number", cell: (row) => count(row.purchaseCount) },
                  { name: "Spent", kind: "number", cell: (row) => money(row.totalSpent) },
                  { name: "Interest", kind: "number", room: "wide", cell: (row) => row.affinityScore },
                ]}
                none="Nobody has bought it three times yet."
                below={<p class="muted">{totalSaid(meta.total, meta.count, "customer")} bought it three times or more, as of {dates.instant(meta.asOf)}.</p>}
              />
            )
            }
          </Shown>
        </section>
        <section class="figure">
          <h2>Should have bought it by now</h2>
          <Shown of={risk} lines={5}>
            {({ data, meta }) => (
              <Table
                caption="Customers past their usual date"
                rows={data}
                rowKey={(row) => row.customerId}
                columns={[
                  { name: "Customer", cell: (row) => <a href={to(["customers", row.customerId])}><Name name={row.customerName} id={row.customerId} /></a> },
                  { name: "Last", kind: "number", cell: (row) => ago(row.daysSinceLastPurchase) },
                  { name: "Expected", kind: "number", cell: (row) => ahead(row.nextPredictedPurchaseDate, now) },
                ]}
                none="Nobody is late."
                below={<p class="muted">{totalSaid(meta.total, meta.count, "customer")} past their date, as of {dates.instant(meta.asOf)}.</p>}
              />
            )
            }
          </Shown>
        </section>
      </div>
      <section class="figure">
        <h2>What they buy next</h2>
        <Shown of={next} lines={4}>
          {(answer) =>
            !answer ? (
              <p class="muted">With more than 10 000 customers this is not worked out while somebody waits.</p>
            ) : (
              <Table
                caption="Products of the next order"
                rows={answer.data.next}
                rowKey={(row) => row.productId}
                columns={[
                  { name: "Product", cell: (row) => <a href={to(["products", row.productId])}><Name name={row.productName} id={row.productId} /></a> },
                  { name: "Customers", kind: "number", cell: (row) => count(row.customers) },
                  { name: "Share", kind: "number", cell: (row) => percent(row.share) },
                  { name: "Days until then", kind: "number", room: "wide", cell: (row) => decimal(row.medianDays, 0) },
                ]}
                none="No buyer has ordered again yet."
                below={
                  <p class="muted">
                    In the order after the one in which they first bought it: {count(answer.data.orderedAgain)} of {counted(answer.data.buyers, "buyer")} have ordered again.
                  </p>
                }
              />
            )
          }
        </Shown>
      </section>
      <section class="figure">
        <h2>Bought together</h2>
        <Shown of={together} lines={5}>
          {(answer) =>
            !answer ? (
              <NoNight />
            ) : (
              <Table
                caption="Products bought by the same customers"
                rows={answer.data}
                rowKey={(row) => row.productId}
                columns={[
                  { name: "Product", cell: (row) => <a href={to(["products", row.productId])}><Name name={row.productName} id={row.productId} /></a> },
                  { name: "Customers of both", kind: "number", cell: (row) => count(row.supportCustomers) },
                  { name: "Of this one's buyers", kind: "number", cell: (row) => percent(row.confidence) },
                  { name: "Compared with all buyers", kind: "number", room: "wide", cell: (row) => `${decimal(row.lift)} times as likely` },
                ]}
                none="No product is bought by the same customers more often than by chance."
              />
            )
          }
        </Shown>
      </section>
    </>
  );
}

type Demanded = AnswerTo<"/product-affinity/product/{productId}/demand">["data"];

function Demand({ data }: { data: Demanded }) {
  const units = (value: number): string => decimal(value, value % 1 ? 1 : 0);
  return (
    <Figure
      title="In rhythm: whose usual date falls on which day"
      note={
        <>
          {data.expected.units === null ? "Too few weeks are known to say what is sold as a rule. " : `As a rule ${units(data.expected.units)} units are sold in 30 days, by the last ${counted(data.meanOfWeeks ?? 0, "week")}${data.wape === null ? "" : `, wrong by ${percent(data.wape)} on average`}. `}
          The bars are only those customers who buy it in a rhythm{data.overdue > 0 && `; ${counted(data.overdue, "more is", "more are")} past their date`}.
        </>
      }
      table={{ columns: ["Day", "Purchases", "Units", "Units as a rule"], rows: data.days.map((one) => [dates.dayOf(one.date, "whole"), count(one.inRhythm.purchases), decimal(one.inRhythm.units), one.expected.units === null ? "" : decimal(one.expected.units, 2)]) }}
    >
      <Plot
        label="Units in rhythm by day"
        kind="bars"
        height={160}
        places={data.days.map((one) => dates.dayOf(one.date))}
        series={[{ name: "Units", tone: "accent", values: data.days.map((one) => one.inRhythm.units) }]}
        format={units}
      />
    </Figure>
  );
}
