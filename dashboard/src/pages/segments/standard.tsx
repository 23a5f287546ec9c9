// The groups that every customer is in one of: by lifecycle, by RFM, by venue.
import { get } from "../../api/client";
import { useLoad } from "../../api/load";
import { Bars } from "../../charts/bars";
import { Figure } from "../../charts/figure";
import { Plot } from "../../charts/plot";
import { Empty, Shown } from "../../parts/states";
import { to } from "../../router";
import { theShop } from "../../shop/shop";
import { asked, then } from "../../shop/then";
import * as dates from "../../words/dates";
import { count, counted, money, percent } from "../../words/numbers";
import { RFM_GROUPS, SEGMENTS, VENUE_NAMES, type Segment } from "../../words/segments";
import { CustomersExport } from "../customers/export";
import type { Filters } from "../customers/query";
import { NobodyYet, useOverview } from "../today";

const SAYS: Record<string, string> = {
  VIP: "spent more than the amount that the settings name",
  Active: "ordered lately, and not for the first time",
  New: "ordered first not long ago",
  Dormant: "have not ordered for long",
};
const YEAR_DAYS = 365;

function useSummary() {
  return useLoad("summary", (signal) => get("/api/customers/summary", { query: { history: 1, ...asked() }, signal }));
}

export function Lifecycle() {
  return (
    <Shown of={useSummary()}>
      {({ data }) => {
        const of = new Map(data.segments.map((one) => [one.segment as string, one]));
        const stays = new Map(data.timeInSegments.map((one) => [one.segment as string, one]));
        const all = data.customers - data.noOrders;
        if (!data.customers && !then()) return <NobodyYet />;
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
                      <a href={to(["customers"], filtersOf(segment))}>{count(one?.customers ?? 0)}</a>
                      <span class="muted"> {all ? percent((one?.customers ?? 0) / all) : ""}</span>
                    </p>
                    <p class="muted">{SAYS[segment]}</p>
                    <dl>
                      <dt>Spent in all</dt>
                      <dd>{money(one?.spend ?? 0, "whole")}</dd>
                      <dt>Average order</dt>
                      <dd>{one?.averageOrderValue ? money(one.averageOrderValue) : "none"}</dd>
                      <dt>Stay, on average</dt>
                      <dd>{mean === null ? "not known yet" : counted(Math.round(mean), "day")}</dd>
                    </dl>
                    {!!one?.customers && (
                      <footer class="row">
                        <CustomersExport name={fileOf(segment)} label={segment} filters={filtersOf(segment)} />
                      </footer>
                    )}
                  </section>
                );
              })}
            </div>
            <LastYear />
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

/** New ones without an order are in no count of the page. */
function filtersOf(segment: Segment): Filters {
  return { segment: [segment], ...asked(), ...(segment === "New" ? { minDaysSinceLastOrder: 0 } : {}) };
}

function fileOf(group: string): string {
  return `${group.toLowerCase().replaceAll(/\W+/g, "-")}-${theShop().tenant}`;
}

/** Each segment's size at the end of every day of a year. */
function LastYear() {
  return (
    <Shown of={useOverview()} lines={6}>
      {({ data }) => {
        const length = data.segments[0]?.line.length ?? 0;
        if (!data.segmentsFrom || length < 2) return null;
        const from = Math.max(0, length - YEAR_DAYS);
        const days = Array.from({ length: length - from }, (_, index) => dates.dayAfter(data.segmentsFrom ?? "", from + index));
        const of = new Map(data.segments.map((one) => [one.segment as string, one.line.slice(from)]));
        const series = SEGMENTS.map((name) => ({ name, tone: `seg-${name}`, values: of.get(name) ?? [] }));
        return (
          <Figure
            title="Their size over the last year"
            note="At the end of each day, by the orders known today and the settings of now."
            table={{ columns: ["Day", ...SEGMENTS], rows: days.map((day, index) => [dates.dayOf(day, "whole"), ...series.map((one) => count(one.values[index] ?? 0))]).reverse() }}
          >
            <Plot label="Customers by segment" kind="line" height={220} places={days.map((day) => dates.dayOf(day, "whole"))} series={series} format={count} />
          </Figure>
        );
      }}
    </Shown>
  );
}

export function Rfm() {
  return (
    <Shown of={useSummary()}>
      {({ data }) => {
        const groups = data.rfmGroups as Record<string, number>;
        const all = Object.values(groups).reduce((sum, one) => sum + one, 0);
        return (
          <Figure title="RFM groups" note={`By how lately, how often and for how much they ordered in the 365 days before ${dates.instant(data.asOf)}.`} table={{ columns: ["Group", "Customers"], rows: RFM_GROUPS.map((group) => [group, count(groups[group] ?? 0)]) }}>
            <Bars
              label="Customers by RFM group"
              bars={RFM_GROUPS.map((group) => ({ name: group, value: groups[group] ?? 0, text: count(groups[group] ?? 0), href: to(["customers"], { rfmGroup: group }), note: all ? percent((groups[group] ?? 0) / all) : "", act: !!groups[group] && <CustomersExport name={fileOf(group)} label={group} small filters={{ rfmGroup: [group], ...asked() }} /> }))}
            />
          </Figure>
        );
      }}
    </Shown>
  );
}

export function Venue() {
  return then() ? <Empty>How regular customers are is counted as of now alone.</Empty> : <VenueNow />;
}

function VenueNow() {
  const loaded = useLoad("venue", (signal) => get("/customers/venue/{venueId}/segments", { path: { venueId: theShop().tenant }, signal }));
  return (
    <Shown of={loaded}>
      {({ data, meta }) => (
        <Figure title="How regular they are" note={`By units, days since the last purchase, spend and orders a year, as of ${dates.instant(meta.asOf)}.`} table={{ columns: ["Segment", "Customers"], rows: data.map((one) => [VENUE_NAMES[one.segment] ?? one.segment, count(one.count)]) }}>
          <Bars label="Customers by how regular they are" bars={data.map((one) => ({ name: VENUE_NAMES[one.segment] ?? one.segment, value: one.count, text: count(one.count), href: to(["customers"], { venueSegment: one.segment }), note: percent(one.percentage / 100), act: one.count > 0 && <CustomersExport name={fileOf(`venue-${one.segment}`)} label={VENUE_NAMES[one.segment] ?? one.segment} small filters={{ venueSegment: [one.segment] }} /> }))} />
        </Figure>
      )}
    </Shown>
  );
}
