// The groups that every customer is in one of, by three ways of looking: lifecycle, RFM, venue.
import { get } from "../api/client";
import { useLoad } from "../api/load";
import { Bars } from "../charts/bars";
import { Figure } from "../charts/figure";
import { PageHead, SEGMENTS, Tabs } from "../parts/bits";
import { Shown } from "../parts/states";
import { place, to } from "../router";
import { theShop } from "../shop/shop";
import * as dates from "../words/dates";
import { count, decimal, money, percent } from "../words/numbers";
import { RFM_GROUPS } from "./customers";

const SAYS: Record<string, string> = {
  VIP: "spent more than the amount that the settings name",
  Active: "ordered lately, and not for the first time",
  New: "ordered first not long ago",
  Dormant: "have not ordered for long",
};
const VENUE: Record<string, string> = { new: "New", occasional: "Occasional", regular: "Regular", vip: "VIP", at_risk: "At risk", dormant: "Dormant", lost: "Lost" };

export function SegmentsPage() {
  const way = place.value.query.get("by") ?? "lifecycle";
  return (
    <>
      <PageHead title="Segments" note="Every customer is in one of each. Nothing has to be run: a segment is right at the moment it is read." />
      <Tabs
        label="Ways of looking"
        tabs={[
          { name: "Lifecycle", href: to(["segments"]), here: way === "lifecycle" },
          { name: "RFM groups", href: to(["segments"], { by: "rfm" }), here: way === "rfm" },
          { name: "Venue", href: to(["segments"], { by: "venue" }), here: way === "venue" },
        ]}
      />
      {way === "venue" ? <Venue /> : way === "rfm" ? <Rfm /> : <Lifecycle />}
    </>
  );
}

function useSummary() {
  return useLoad("summary", (signal) => get("/api/customers/summary", { query: { history: 1 }, signal }));
}

function Lifecycle() {
  return (
    <Shown of={useSummary()}>
      {({ data }) => {
        const of = new Map(data.segments.map((one) => [one.segment as string, one]));
        const stays = new Map(data.timeInSegments.map((one) => [one.segment as string, one]));
        const all = data.customers - data.noOrders;
        return (
          <>
            <div class="cards large">
              {SEGMENTS.map((segment) => {
                const one = of.get(segment);
                const mean = stays.get(segment)?.meanDays ?? null;
                return (
                  <section class={`card edge seg-${segment}`}>
                    <h2>{segment}</h2>
                    <p class="figure-of">
                      <a href={to(["customers"], { segment, minDaysSinceLastOrder: segment === "New" ? 0 : "" })}>{count(one?.customers ?? 0)}</a>
                      <span class="muted"> {all ? percent((one?.customers ?? 0) / all) : ""}</span>
                    </p>
                    <p class="muted">{SAYS[segment]}</p>
                    <dl>
                      <dt>Spent in all</dt>
                      <dd>{money(one?.spend ?? 0, "whole")}</dd>
                      <dt>An order</dt>
                      <dd>{one?.averageOrderValue ? money(one.averageOrderValue) : "none"}</dd>
                      <dt>Stay, on average</dt>
                      <dd>{mean === null ? "not known yet" : `${decimal(mean, 0)} days`}</dd>
                    </dl>
                  </section>
                );
              })}
            </div>
            <p class="muted">
              As of {dates.instant(data.asOf)}. {data.noOrders > 0 && `${count(data.noOrders)} more have no counted order. `}
              <a href={to(["data"], { tab: "settings" })}>Change where segments begin and end</a>
            </p>
          </>
        );
      }}
    </Shown>
  );
}

function Rfm() {
  return (
    <Shown of={useSummary()}>
      {({ data }) => {
        const groups = data.rfmGroups as Record<string, number>;
        const all = Object.values(groups).reduce((sum, one) => sum + one, 0);
        return (
          <Figure title="RFM groups" note="By how lately, how often and for how much they ordered in the last 365 days." table={{ columns: ["Group", "Customers"], rows: RFM_GROUPS.map((group) => [group, count(groups[group] ?? 0)]) }}>
            <Bars
              label="Customers by RFM group"
              bars={RFM_GROUPS.map((group) => ({ name: group, value: groups[group] ?? 0, text: count(groups[group] ?? 0), href: to(["customers"], { rfmGroup: group }), note: all ? percent((groups[group] ?? 0) / all) : "" }))}
            />
          </Figure>
        );
      }}
    </Shown>
  );
}

function Venue() {
  const loaded = useLoad("venue", (signal) => get("/customers/venue/{venueId}/segments", { path: { venueId: theShop().tenant }, signal }));
  return (
    <Shown of={loaded}>
      {({ data }) => (
        <Figure title="Venue segments" note="By units, days since the last purchase, spend and orders a year." table={{ columns: ["Segment", "Customers"], rows: data.map((one) => [VENUE[one.segment] ?? one.segment, count(one.count)]) }}>
          <Bars label="Customers by venue segment" bars={data.map((one) => ({ name: VENUE[one.segment] ?? one.segment, value: one.count, text: count(one.count), note: percent(one.percentage / 100) }))} />
        </Figure>
      )}
    </Shown>
  );
}
