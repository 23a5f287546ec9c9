// How segments grew and shrank, and where customers went.
import type { AnswerTo } from "../../api/client";
import { Figure } from "../../charts/figure";
import { HeatTable } from "../../charts/heat";
import { Plot } from "../../charts/plot";
import { SegmentChip } from "../../parts/bits";
import * as dates from "../../words/dates";
import { count, counted } from "../../words/numbers";
import { SEGMENTS } from "../../words/segments";

type Overview = AnswerTo<"/api/v1/analytics/overview">["data"];

export function SegmentsOverTime({ data }: { data: Overview }) {
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

export function Moves({ data }: { data: Overview }) {
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
            return from === to ? null : { share: moves / most, text: moves ? count(moves) : "", label: `${counted(moves, "time")} from ${from} to ${to}` };
          }),
        }))}
      />
      <p class="muted">Within the last {counted(data.figures.customers.line.length, "day")}.</p>
    </section>
  );
}
