// What they buy, what they will probably buy next, and what goes with it.
import { get } from "../../api/client";
import { known, useLoad } from "../../api/load";
import { Name, Why } from "../../parts/bits";
import { Shown, Trouble } from "../../parts/states";
import { Table } from "../../parts/table";
import { to } from "../../router";
import { ago, ahead } from "../../words/dates";
import { count, counted, percent } from "../../words/numbers";
import { afterNight } from "../product";

export function NextPurchases({ id }: { id: string }) {
  const path = { customerId: id };
  const pairs = useLoad(`pairs ${id}`, (signal) => get("/product-affinity/customer/{customerId}/affinities", { path, query: { limit: 10, explain: true }, signal }));
  const likely = useLoad(`likely ${id}`, (signal) => afterNight(get("/product-affinity/customer/{customerId}/recommendations", { path, query: { order: "probability", limit: 50 }, signal })));
  const offers = useLoad(`offers ${id}`, (signal) => afterNight(get("/product-affinity/customer/{customerId}/cross-sell", { path, query: { limit: 5 }, signal })));
  const now = new Date().toISOString();
  const found = known(likely);
  const chances = new Map(found?.data.map((one) => [one.productId, one]));
  const days = found?.data[0]?.probabilityDays ?? 30;
  return (
    <>
      <section class="figure" aria-busy={likely.state === "loading"}>
        <h2>What they buy</h2>
        {likely.state === "failed" && <Trouble error={likely.error} again={likely.again} />}
        <Shown of={pairs} lines={5}>
          {({ data }) => (
            <Table
              caption="Products that they buy"
              rows={data}
              rowKey={(row) => row.productId}
              columns={[
                { name: "Product", cell: (row) => <a href={to(["products", row.productId])}><Name name={row.productName} id={row.productId} /></a> },
                { name: "Times", kind: "number", cell: (row) => count(row.purchaseCount) },
                { name: "Last", kind: "number", room: "wide", cell: (row) => ago(row.daysSinceLastPurchase) },
                { name: `In ${counted(days, "day")}`, kind: "number", cell: (row) => chance(chances.get(row.productId)?.probability) },
                { name: "Next", kind: "number", room: "wide", cell: (row) => next(chances.get(row.productId)?.expectedDate ?? row.nextPredictedPurchaseDate, now) },
                {
                  name: "Interest",
                  kind: "number",
                  cell: (row) => (
                    <Why label={String(row.affinityScore)}>
                      {row.explanation &&
                        Object.entries(row.explanation).map(([name, one]) => (
                          <p>
                            {name}: {one.points} of {one.most} points for {count(one.value ?? 0)} {one.unit}
                          </p>
                        ))}
                    </Why>
                  ),
                },
              ]}
              none="Their orders name no products."
            />
          )
          }
        </Shown>
      </section>
      <section class="figure">
        <h2>What goes with it</h2>
        <Shown of={offers} lines={5}>
          {(found) =>
            !found ? (
              <p class="muted">Known after the first night.</p>
            ) : found.data.length ? (
              <ul class="plain">
                {found.data.map((one) => (
                  <li>
                    <a href={to(["products", one.productId])}>
                      <Name name={one.productName} id={one.productId} />
                    </a>
                    <p class="muted">
                      {percent(one.confidence)} of those who bought <Name name={one.because.productName} id={one.because.productId} /> bought it too.
                    </p>
                  </li>
                ))}
              </ul>
            ) : (
              <p class="muted">Nothing they have not bought already.</p>
            )
          }
        </Shown>
      </section>
    </>
  );
}

function chance(probability: number | null | undefined) {
  return probability === null || probability === undefined ? <span class="muted">not known</span> : percent(probability);
}

function next(at: string | null | undefined, now: string) {
  return at ? ahead(at, now) : <span class="muted">no rhythm</span>;
}
