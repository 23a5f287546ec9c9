// How the shop stands: six figures with their past, segments over two years, where customers went, R x F, and how far to
// trust the models.
import { get, Refused, type AnswerTo } from "../api/client";
import { useLoad } from "../api/load";
import { Figure } from "../charts/figure";
import { HeatTable } from "../charts/heat";
import { Plot, Spark } from "../charts/plot";
import { screenOf } from "../links";
import { PageHead, SEGMENTS, SegmentChip } from "../parts/bits";
import { Shown } from "../parts/states";
import { to } from "../router";
import * as dates from "../words/dates";
import { count, counted, money, percent } from "../words/numbers";
import { NobodyYet, useOverview } from "./today";

type Overview = AnswerTo<"/api/v1/analytics/overview">["data"];
const DAY_MS = 86_400_000;

export function OverviewPage() {
  return (
    <>
      <PageHead title="Overview" />
      <Shown of={useOverview()} lines={12}>
        {({ data }) =>
          data.figures.customers.value ? (
            <>
              <Cards data={data} />
              <SegmentsOverTime data={data} />
              <div class="halves">
                <Moves data={data} />
                <RfmGrid data={data} />
              </div>
              <Trust said={data.models} />
              <p class="muted">{data.activityReason}</p>
              <p class="muted">
                As of {dates.instant(data.asOf)}, by the orders known today.
                {data.noOrders > 0 && ` ${counted(data.noOrders, "customer")} without a counted order ${data.noOrders === 1 ? "is" : "are"} in no number.`}
              </p>
            </>
          ) : (
            <NobodyYet />
          )
        }
      </Shown>
    </>
  );
}

interface Kpi {
  name: string;
  value: string;
  change: string;
  line: readonly (number | null)[];
  href?: string | undefined;
  says: string;
}

function Cards({ data }: { data: Overview }) {
  const { customers, active, vip, atRisk, revenue, repeatRate, beforeDays } = data.figures;
  const ago = `than ${beforeDays} days ago`;
  const moved = (by: number, of: (amount: number) => string): string => (by === 0 ? `as many as ${beforeDays} days ago` : `${of(Math.abs(by))} ${by > 0 ? "more" : "fewer"} ${ago}`);
  const earned = revenue.change === 0 ? `as much as ${beforeDays} days before` : `${money(Math.abs(revenue.change), "whole")} ${revenue.change > 0 ? "more" : "less"} than in the ${beforeDays} days before`;
  const rate = repeatRate.change;
  const points = rate === null ? "" : Math.abs(rate) < 0.0005 ? `as ${beforeDays} days ago` : `${count(Math.max(1, Math.round(Math.abs(rate) * 100)))} points ${rate > 0 ? "more" : "less"} ${ago}`;
  const cards: Kpi[] = [
    { name: "Customers", value: count(customers.value), change: moved(customers.change, count), line: customers.line, href: screenOf(customers.link), says: "who ordered" },
    { name: "Active", value: count(active.value), change: moved(active.change, count), line: active.line, href: screenOf(active.link), says: "Active or New, no VIPs" },
    { name: "VIP", value: count(vip.value), change: moved(vip.change, count), line: vip.line, href: screenOf(vip.link), says: "spent more than the settings say" },
    { name: "At risk", value: count(atRisk.value), change: moved(atRisk.change, count), line: atRisk.line, href: screenOf(atRisk.link), says: "Active, silent for more than 60 days" },
    { name: `Revenue of ${data.figures.revenueDays} days`, value: money(revenue.value, "short"), change: earned, line: revenue.line, says: "net of refunds" },
    { name: "Repeat rate", value: repeatRate.value === null ? "none" : percent(repeatRate.value), change: points, line: repeatRate.line, says: "ordered twice or more" },
  ];
  return (
    <div class="cards">
      {cards.map((card) => (
        <section class="card">
          <h2>{card.name}</h2>
          <p class="figure-of">{card.href ? <a href={card.href}>{card.value}</a> : card.value}</p>
          <p class="muted small">{card.says}</p>
          <Spark label={`${card.name} over the last ${count(card.line.length)} days`} values={card.line.map((value) => value ?? 0)} />
          <p class="small">{card.change}</p>
        </section>
      ))}
    </div>
  );
}

function SegmentsOverTime({ data }: { data: Overview }) {
  if (!data.segmentsFrom) return null;
  const first = Date.parse(data.segmentsFrom);
  const length = data.segments[0]?.line.length ?? 0;
  const days = Array.from({ length }, (_, index) => new Date(first + index * DAY_MS).toISOString().slice(0, 10));
  // A point a week is as much as two years of a chart can show; the last day is always one.
  const every = length > 200 ? 7 : 1;
  const kept = days.map((_, index) => index).filter((index) => (length - 1 - index) % every === 0);
  const of = new Map(data.segments.map((one) => [one.segment as string, one.line]));
  const series = SEGMENTS.map((name) => ({ name, tone: `seg-${name}`, values: kept.map((index) => of.get(name)?.[index] ?? 0) }));
  return (
    <Figure
      title="Segments over time"
      note="Each customer in the segment that they were in at the end of that day, by the orders known today."
      table={{ columns: ["Day", ...SEGMENTS], rows: kept.map((index, at) => [dates.dayOf(days[index] ?? "", "whole"), ...series.map((one) => count(one.values[at] ?? 0))]).reverse() }}
    >
      <Plot label="Customers by segment" kind="stack" height={240} places={kept.map((index) => dates.dayOf(days[index] ?? "", "whole"))} series={series} format={count} />
    </Figure>
  );
}

/** The last stored backtest's sentence; else the one of a test made now, where the shop is small enough for that. */
function Trust({ said }: { said: Overview["models"] }) {
  const loaded = useLoad("backtest", (signal) => (said.testedAt ? Promise.resolve(null) : get("/api/v1/analytics/backtest", { signal }).catch(onlyRefused)));
  return (
    <section class="figure">
      <h2>How far to trust the predictions</h2>
      <Shown of={loaded} lines={2}>
        {(tested) => (
          <>
            <p>{tested ? tested.data.sentence : said.sentence}</p>
            {tested && <p class="muted">{tested.data.productsSentence}</p>}
          </>
        )}
      </Shown>
    </section>
  );
}

/** A shop too large to be tested while somebody waits is no trouble: the sentence says what to do. */
function onlyRefused(error: unknown): null {
  if (error instanceof Refused && error.status === 409) return null;
  throw error;
}

function Moves({ data }: { data: Overview }) {
  const of = new Map(data.transitions.map((one) => [`${one.from} ${one.to}`, one.count]));
  const most = Math.max(...data.transitions.map((one) => one.count), 1);
  return (
    <section class="figure">
      <h2>Where customers went</h2>
      <HeatTable
        caption="From one segment to another"
        corner="From / to"
        columns={SEGMENTS.map((name) => name)}
        rows={SEGMENTS.map((from) => ({
          name: <SegmentChip segment={from} />,
          cells: SEGMENTS.map((to) => {
            const moves = of.get(`${from} ${to}`) ?? 0;
            return from === to ? null : { share: moves / most, text: moves ? count(moves) : "", label: `${count(moves)} times from ${from} to ${to}` };
          }),
        }))}
      />
      <p class="muted">Within the last {count(data.figures.customers.line.length)} days.</p>
    </section>
  );
}

const SCORES = [5, 4, 3, 2, 1];

function RfmGrid({ data }: { data: Overview }) {
  const cells = new Map<string, { customers: number; groups: string[] }>();
  for (const one of data.rfm) {
    const key = `${one.recency} ${one.frequency}`;
    const cell = cells.get(key) ?? { customers: 0, groups: [] };
    cells.set(key, { customers: cell.customers + one.customers, groups: [...cell.groups, one.group] });
  }
  const most = Math.max(...[...cells.values()].map((cell) => cell.customers), 1);
  return (
    <section class="figure">
      <h2>How lately and how often</h2>
      <HeatTable
        caption="Customers by recency and frequency"
        corner="Recency / frequency"
        columns={SCORES.map((score) => (score === 5 ? "5, often" : score === 1 ? "1, once" : String(score)))}
        rows={SCORES.map((recency) => ({
          name: recency === 5 ? "5, lately" : recency === 1 ? "1, long ago" : String(recency),
          cells: SCORES.map((frequency) => {
            const cell = cells.get(`${recency} ${frequency}`);
            if (!cell) return { share: 0, text: "" };
            return {
              share: cell.customers / most,
              text: count(cell.customers),
              label: `${counted(cell.customers, "customer")}: ${cell.groups.join(", ")}`,
              href: to(["customers"], { recencyScore: recency, frequencyScore: frequency }),
            };
          }),
        }))}
      />
      <p class="muted">
        Of the last 365 days. <a href={to(["segments"], { by: "rfm" })}>The groups they make</a>
      </p>
    </section>
  );
}
