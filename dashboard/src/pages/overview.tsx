// How the shop stands: six figures with their past, segments over two years, where customers went, R x F, and how far to
// trust the models.
import { get, Refused, type AnswerTo } from "../api/client";
import { useLoad } from "../api/load";
import { areasOf } from "../charts/areas";
import { DataTable, Figure } from "../charts/figure";
import { HeatTable } from "../charts/heat";
import { Plot, Spark } from "../charts/plot";
import { screenOf } from "../links";
import { PageHead, SegmentChip } from "../parts/bits";
import { Shown } from "../parts/states";
import { to } from "../router";
import * as dates from "../words/dates";
import { count, counted, money, percent } from "../words/numbers";
import { NobodyYet, useOverview } from "./today";
import { SEGMENTS } from "../words/segments";

type Overview = AnswerTo<"/api/v1/analytics/overview">["data"];

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
  format: (value: number) => string;
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
    { name: "Customers", value: count(customers.value), change: moved(customers.change, count), line: customers.line, format: count, href: screenOf(customers.link), says: "who ordered" },
    { name: "Active", value: count(active.value), change: moved(active.change, count), line: active.line, format: count, href: screenOf(active.link), says: "Active or New, no VIPs" },
    { name: "VIP", value: count(vip.value), change: moved(vip.change, count), line: vip.line, format: count, href: screenOf(vip.link), says: "spent more than the settings say" },
    { name: "At risk", value: count(atRisk.value), change: moved(atRisk.change, count), line: atRisk.line, format: count, href: screenOf(atRisk.link), says: "Active, silent for more than 60 days" },
    { name: `Revenue of ${data.figures.revenueDays} days`, value: money(revenue.value, "short"), change: earned, line: revenue.line, format: (value) => money(value, "whole"), says: "net of refunds" },
    { name: "Repeat rate", value: repeatRate.value === null ? "none" : percent(repeatRate.value), change: points, line: repeatRate.line, format: percent, says: "ordered twice or more" },
  ];
  return (
    <>
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
    <Lines cards={cards} from={data.figuresFrom} />
    </>
  );
}

/** The cards' lines as a table, the newest day first. */
function Lines({ cards, from }: { cards: readonly Kpi[]; from: string | null }) {
  if (from === null) return null;
  const days = cards[0]?.line.map((_, index) => index).reverse() ?? [];
  return (
    <details class="lines">
      <summary>Show the lines as a table</summary>
      <DataTable
        caption="The figures, day by day"
        columns={["Day", ...cards.map((card) => card.name)]}
        rows={days.map((index) => [dates.dayOf(dates.dayAfter(from, index), "whole"), ...cards.map((card) => saidOf(card, card.line[index]))])}
      />
    </details>
  );
}

function saidOf({ format }: Kpi, value: number | null | undefined): string {
  return value === null || value === undefined ? "none" : format(value);
}

function SegmentsOverTime({ data }: { data: Overview }) {
  if (!data.segmentsFrom) return null;
  const from = data.segmentsFrom;
  const length = data.segments[0]?.line.length ?? 0;
  const days = Array.from({ length }, (_, index) => dates.dayAfter(from, index));
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

/** The cells of the grid; each in the area of the group that most of its customers are in. */
function RfmGrid({ data }: { data: Overview }) {
  const cells = new Map<string, Overview["rfm"][number][]>();
  for (const one of data.rfm) cells.set(`${one.recency} ${one.frequency}`, [...(cells.get(`${one.recency} ${one.frequency}`) ?? []), one].sort((a, b) => b.customers - a.customers));
  const at = (recency: number, frequency: number) => cells.get(`${recency} ${frequency}`) ?? [];
  const sum = (some: Overview["rfm"]): number => some.reduce((all, one) => all + one.customers, 0);
  const areas = areasOf(SCORES.map((recency) => SCORES.map((frequency) => at(recency, frequency)[0]?.group)));
  const most = Math.max(...[...cells.values()].map(sum), 1);
  return (
    <section class="figure">
      <h2>How lately and how often</h2>
      <HeatTable
        caption="Customers by recency and frequency"
        corner="Recency / frequency"
        columns={SCORES.map((score) => (score === 5 ? "5, often" : score === 1 ? "1, seldom" : String(score)))}
        rows={SCORES.map((recency, y) => ({
          name: recency === 5 ? "5, lately" : recency === 1 ? "1, long ago" : String(recency),
          cells: SCORES.map((frequency, x) => {
            const groups = at(recency, frequency);
            if (!groups.length) return { share: 0, text: "" };
            return {
              share: sum(groups) / most,
              text: count(sum(groups)),
              label: `${counted(sum(groups), "customer")}: ${groups.map((one) => `${count(one.customers)} ${one.group}`).join(", ")}`,
              href: to(["customers"], { recencyScore: recency, frequencyScore: frequency }),
              ...areas[y]?.[x],
            };
          }),
        }))}
      />
      <p class="muted">
        Of the last 365 days. Outlined: the group that most customers of a cell are in, which money decides too. <a href={to(["segments"], { by: "rfm" })}>The groups and their lists</a>
      </p>
    </section>
  );
}
