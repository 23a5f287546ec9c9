// Customers by how lately and how often they ordered, with the groups outlined.
import type { AnswerTo } from "../../api/client";
import { areasOf } from "../../charts/areas";
import { HeatTable } from "../../charts/heat";
import { to } from "../../router";
import { count, counted } from "../../words/numbers";

type Cells = AnswerTo<"/api/v1/analytics/overview">["data"]["rfm"];
const SCORES = [5, 4, 3, 2, 1];

/** The cells of the grid; each in the area of the group that most of its customers are in. */
export function RfmGrid({ rfm }: { rfm: Cells }) {
  const cells = new Map<string, Cells[number][]>();
  for (const one of rfm) cells.set(`${one.recency} ${one.frequency}`, [...(cells.get(`${one.recency} ${one.frequency}`) ?? []), one].sort((a, b) => b.customers - a.customers));
  const at = (recency: number, frequency: number) => cells.get(`${recency} ${frequency}`) ?? [];
  const sum = (some: Cells): number => some.reduce((all, one) => all + one.customers, 0);
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
