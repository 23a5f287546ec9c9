// Six figures, each with its change, its line of a year and the list that it counts.
import { useState } from "preact/hooks";
import type { AnswerTo } from "../../api/client";
import { DataTable } from "../../charts/figure";
import { Spark } from "../../charts/plot";
import { screenOf } from "../../links";
import * as dates from "../../words/dates";
import { count, counted, money, percent } from "../../words/numbers";

type Overview = AnswerTo<"/api/v1/analytics/overview">["data"];

interface Kpi {
  name: string;
  value: string;
  change: string;
  line: readonly (number | null)[];
  format: (value: number) => string;
  href?: string | undefined;
  says: string;
}

export function Cards({ data }: { data: Overview }) {
  const { customers, active, vip, atRisk, revenue, repeatRate, beforeDays } = data.figures;
  const ago = `than ${beforeDays} days ago`;
  const moved = (by: number, of: (amount: number) => string): string => (by === 0 ? `as many as ${beforeDays} days ago` : `${of(Math.abs(by))} ${by > 0 ? "more" : "fewer"} ${ago}`);
  const earned = revenue.change === 0 ? `as much as ${beforeDays} days before` : `${money(Math.abs(revenue.change), "whole")} ${revenue.change > 0 ? "more" : "less"} than in the ${beforeDays} days before`;
  const rate = repeatRate.change;
  const points = rate === null ? "" : Math.abs(rate) < 0.0005 ? `as ${beforeDays} days ago` : `${counted(Math.max(1, Math.round(Math.abs(rate) * 100)), "point")} ${rate > 0 ? "more" : "less"} ${ago}`;
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
            <Spark label={`${card.name} over the last ${counted(card.line.length, "day")}`} values={card.line.map((value) => value ?? 0)} />
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
  const [open, setOpen] = useState(false);
  if (from === null) return null;
  const days = cards[0]?.line.map((_, index) => index).reverse() ?? [];
  return (
    <details class="lines" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Show the lines as a table</summary>
      {open && (
        <DataTable
          caption="The figures, day by day"
          columns={["Day", ...cards.map((card) => card.name)]}
          rows={days.map((index) => [dates.dayOf(dates.dayAfter(from, index), "whole"), ...cards.map((card) => saidOf(card, card.line[index]))])}
        />
      )}
    </details>
  );
}

function saidOf({ format }: Kpi, value: number | null | undefined): string {
  return value === null || value === undefined ? "none" : format(value);
}
