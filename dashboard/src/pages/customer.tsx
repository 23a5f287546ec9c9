// One customer: who they are, why they are where they are, what they did, and what they will probably do.
import { get, type AnswerTo } from "../api/client";
import { useLoad } from "../api/load";
import { Timeline } from "../charts/timeline";
import { Chip, Name, PageHead, SegmentChip, Why } from "../parts/bits";
import { Empty, Shown } from "../parts/states";
import { Table } from "../parts/table";
import { go, place, to } from "../router";
import { theShop } from "../shop/shop";
import { ago, ahead } from "../words/dates";
import * as dates from "../words/dates";
import { count, counted, decimal, money, percent } from "../words/numbers";
import { whySegment } from "../words/why";
import { afterNight } from "./product";

type Detail = AnswerTo<"/api/customers/{customerId}">["data"];
type Profile = AnswerTo<"/customers/venue/{venueId}/{customerId}">["data"];

export function CustomerPage({ id }: { id: string }) {
  const asOf = place.value.query.get("asOf") ?? "";
  const detail = useLoad(`customer ${id} ${asOf}`, (signal) =>
    get("/api/customers/{customerId}", { path: { customerId: id }, query: { explain: true, ...(asOf ? { asOf } : {}) }, signal }),
  );
  return (
    <Shown of={detail} lines={10}>
      {({ data }) => (
        <>
          <PageHead
            title={<Name name={data.name} id={id} />}
            note={
              <>
                {data.company && data.company !== data.name && (
                  <>
                    <bdi>{data.company}</bdi> ·{" "}
                  </>
                )}
                {[data.email, data.phone].filter(Boolean).map((one) => (
                  <>
                    <bdi>{one}</bdi> ·{" "}
                  </>
                ))}
                <code>{data.contactID}</code>
              </>
            }
          >
            <AsOf id={id} asOf={asOf} />
          </PageHead>
          <Standing data={data} />
          {asOf ? (
            <p class="note">
              This is how it was on {dates.day(asOf)}: orders placed by then, as they are known today. <a href={to(["customers", id])}>Back to today</a>
            </p>
          ) : (
            <>
              <Worth id={id} />
              <Story id={id} />
              <NextPurchases id={id} />
            </>
          )}
        </>
      )}
    </Shown>
  );
}

function AsOf({ id, asOf }: { id: string; asOf: string }) {
  return (
    <label class="inline">
      As it was on
      <input type="date" value={asOf} onChange={(event) => go(to(["customers", id], { asOf: event.currentTarget.value }))} />
    </label>
  );
}

function Standing({ data }: { data: Detail }) {
  const metrics = data.metrics;
  return (
    <section class="standing">
      <p class="row">
        <SegmentChip segment={metrics.segment} />
        <Chip>{metrics.purchaseFrequency === "None" ? "No orders" : `Buys: ${metrics.purchaseFrequency}`}</Chip>
        {metrics.daysToLapse !== null && metrics.daysToLapse <= 14 && <Chip tone="risk">{metrics.daysToLapse === 0 ? "Lapses today" : `Lapses in ${counted(metrics.daysToLapse, "day")}`}</Chip>}
      </p>
      {data.explanation && <p>{whySegment(data.explanation)}</p>}
      <dl class="facts">
        <Fact name="Orders">{count(metrics.orderCount ?? 0)}</Fact>
        <Fact name="Spent">{money(metrics.totalSpend)}</Fact>
        <Fact name="An order">{metrics.averageOrderValue === null ? "none yet" : money(metrics.averageOrderValue)}</Fact>
        <Fact name="First order">{metrics.firstOrderDate ? dates.day(metrics.firstOrderDate) : "none yet"}</Fact>
        <Fact name="Last order">{metrics.lastOrderDate ? `${dates.day(metrics.lastOrderDate)}, ${ago(metrics.lastOrderDaysAgo ?? 0)}` : "none yet"}</Fact>
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const BASIS: Record<string, string> = {
  model: "from this shop's own model",
  prior: "from a model that leans on another shop's, since this one has few buyers yet",
  rules: "by simple rules: there is too little history for a model",
  not_eligible: "nothing can be said without an order",
};

function Worth({ id }: { id: string }) {
  const venueId = theShop().tenant;
  const profile = useLoad(`profile ${id}`, (signal) => get("/customers/venue/{venueId}/{customerId}", { path: { venueId, customerId: id }, query: { explain: true }, signal }));
  const insights = useLoad(`insights ${id}`, (signal) => get("/customers/venue/{venueId}/{customerId}/insights", { path: { venueId, customerId: id }, signal }));
  return (
    <div class="halves">
      <section class="figure">
        <h2>What they are worth</h2>
        <Shown of={profile} lines={4}>
          {({ data }) => <Value data={data} />}
        </Shown>
      </section>
      <section class="figure">
        <h2>What to do</h2>
        <Shown of={insights} lines={4}>
          {({ data }) =>
            data.length ? (
              <ul class="plain">
                {data.map((one) => (
                  <li>
                    <b>{one.title}</b>
                    <ul>
                      {one.suggestedActions.map((action) => (
                        <li>{action}</li>
                      ))}
                    </ul>
                  </li>
                ))}
              </ul>
            ) : (
              <p class="muted">Nothing asks for action.</p>
            )
          }
        </Shown>
      </section>
    </div>
  );
}

function Value({ data }: { data: Profile }) {
  const models = data.models;
  if (!models) return <p class="muted">Their history is being read; reload the page in a moment.</p>;
  const clv = models.clv ?? data.predictedLifetimeValue;
  return (
    <>
      <dl class="facts">
        <Fact name={models.clv === null ? "Lifetime value, three years" : `Worth in the next ${count(models.clvHorizonDays)} days`}>{clv === null ? "not known" : money(clv, "whole")}</Fact>
        <Fact name={`Orders in ${count(models.horizonDays)} days`}>{models.expectedOrders === null ? "not known" : decimal(models.expectedOrders)}</Fact>
        <Fact name={`Does not order in ${count(models.horizonDays)} days`}>{models.churnProbability === null ? "not known" : percent(models.churnProbability)}</Fact>
        <Fact name="The next order">{models.expectedOrderValue === null ? "not known" : money(models.expectedOrderValue)}</Fact>
      </dl>
      <p class="muted">Predicted {BASIS[models.basis]}.</p>
    </>
  );
}

function Story({ id }: { id: string }) {
  const venueId = theShop().tenant;
  const history = useLoad(`history ${id}`, (signal) => get("/api/customers/{customerId}/segments/history", { path: { customerId: id }, signal }));
  const journey = useLoad(`journey ${id}`, (signal) => get("/customers/venue/{venueId}/{customerId}/journey", { path: { venueId, customerId: id }, query: { limit: 200 }, signal }));
  return (
    <section class="figure">
      <h2>What happened</h2>
      <Shown of={history} lines={3}>
        {({ data }) => (
          <Shown of={journey} lines={6}>
            {({ data: events, meta }) => (
              <>
                <Timeline
                  until={data.asOf}
                  bands={data.entries}
                  orders={events.flatMap((event) => (event.kind === "order" ? [{ at: event.at, amount: Number((event.data as { netSpend?: number }).netSpend ?? 0), title: event.title }] : []))}
                />
                {events.length ? (
                  <ol class="events" tabIndex={0} aria-label="Events, newest first">
                    {events.map((event) => (
                      <li class={event.kind}>
                        <time dateTime={event.at}>{dates.day(event.at)}</time>
                        <span>
                          <bdi>{event.title}</bdi>
                        </span>
                        {event.kind === "order" && <span class="number">{money(Number((event.data as { netSpend?: number }).netSpend ?? 0))}</span>}
                      </li>
                    ))}
                    {meta.nextCursor && <li class="muted">Older ones are not shown.</li>}
                  </ol>
                ) : (
                  <Empty>Nothing has happened yet.</Empty>
                )}
              </>
            )}
          </Shown>
        )}
      </Shown>
    </section>
  );
}

function NextPurchases({ id }: { id: string }) {
  const path = { customerId: id };
  const pairs = useLoad(`pairs ${id}`, (signal) => get("/product-affinity/customer/{customerId}/affinities", { path, query: { limit: 10, explain: true }, signal }));
  const likely = useLoad(`likely ${id}`, (signal) => afterNight(get("/product-affinity/customer/{customerId}/recommendations", { path, query: { order: "probability", limit: 50 }, signal })));
  const offers = useLoad(`offers ${id}`, (signal) => afterNight(get("/product-affinity/customer/{customerId}/cross-sell", { path, query: { limit: 5 }, signal })));
  const now = new Date().toISOString();
  const found = likely.state === "ready" ? likely.value : likely.last;
  const chances = new Map(found?.data.map((one) => [one.productId, one]));
  const days = found?.data[0]?.probabilityDays ?? 30;
  return (
    <div class="halves wide-left">
      <section class="figure">
        <h2>What they buy</h2>
        <Shown of={pairs} lines={5}>
          {({ data }) =>
            data.length ? (
              <Table
                caption="Products that they buy"
                rows={data}
                rowKey={(row) => row.productId}
                columns={[
                  { name: "Product", cell: (row) => <a href={to(["products", row.productId])}><Name name={row.productName} id={row.productId} /></a> },
                  { name: "Times", kind: "number", cell: (row) => count(row.purchaseCount) },
                  { name: "Last", kind: "number", wide: true, cell: (row) => ago(row.daysSinceLastPurchase) },
                  { name: `In ${days} days`, kind: "number", cell: (row) => chance(chances.get(row.productId)?.probability) },
                  { name: "Next", kind: "number", wide: true, cell: (row) => next(chances.get(row.productId)?.expectedDate ?? row.nextPredictedPurchaseDate, now) },
                  {
                    name: "Affinity",
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
              />
            ) : (
              <p class="muted">Their orders name no products.</p>
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
    </div>
  );
}

function chance(probability: number | null | undefined) {
  return probability === null || probability === undefined ? <span class="muted">not known</span> : percent(probability);
}

function next(at: string | null | undefined, now: string) {
  return at ? ahead(at, now) : <span class="muted">no rhythm</span>;
}
