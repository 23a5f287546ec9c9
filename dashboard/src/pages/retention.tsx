// Who comes back: by month of the first order, and order by order.
import { get, type AnswerTo } from "../api/client";
import { useLoad } from "../api/load";
import { Bars } from "../charts/bars";
import { Figure } from "../charts/figure";
import { HeatTable } from "../charts/heat";
import { PageHead, Tabs } from "../parts/bits";
import { Empty, Shown } from "../parts/states";
import { place, to } from "../router";
import * as dates from "../words/dates";
import { count, counted, percent } from "../words/numbers";

type Cohorts = AnswerTo<"/api/v1/analytics/cohorts">["data"];
type Funnel = AnswerTo<"/api/v1/analytics/funnel">["data"];
const MONTHS = 13;
const STEPS: Record<string, string> = { firstOrder: "Ordered", secondOrder: "Ordered again", thirdOrder: "Ordered a third time" };

export function RetentionPage() {
  const shares = place.value.query.get("show") !== "customers";
  const cohorts = useLoad("cohorts", (signal) => get("/api/v1/analytics/cohorts", { query: { months: MONTHS }, signal }));
  const funnel = useLoad("funnel", (signal) => get("/api/v1/analytics/funnel", { signal }));
  return (
    <>
      <PageHead title="Retention" note="How many of those who ordered first in a month ordered again in each month after it." />
      <Tabs
        label="What the table shows"
        tabs={[
          { name: "Share", href: to(["retention"]), here: shares },
          { name: "Customers", href: to(["retention"], { show: "customers" }), here: !shares },
        ]}
      />
      <Shown of={cohorts} lines={13}>
        {({ data }) => <CohortTable data={data} shares={shares} />}
      </Shown>
      <Shown of={funnel} lines={3}>
        {({ data }) => <FunnelFigure data={data} />}
      </Shown>
    </>
  );
}

function CohortTable({ data, shares }: { data: Cohorts; shares: boolean }) {
  if (!data.cohorts.length) {
    return (
      <Empty>
        <p>No orders yet: the table fills with the first import.</p>
        <p>
          <a href={to(["data"])}>Import orders</a>
        </p>
      </Empty>
    );
  }
  const longest = Math.max(...data.cohorts.map((cohort) => cohort.retention.length));
  const now = data.asOf.slice(0, 7);
  return (
    <section class="figure">
      <HeatTable
        caption="Customers by month of their first order"
        corner="First order in"
        more={["Customers"]}
        columns={Array.from({ length: longest }, (_, index) => (index ? `+${index}` : "Month 0"))}
        rows={data.cohorts.map((cohort) => ({
          name: dates.monthOf(cohort.month),
          more: [count(cohort.customers)],
          cells: Array.from({ length: longest }, (_, index) => {
            const month = cohort.retention[index];
            if (!month) return null;
            const said = `${count(month.customers)} of ${count(cohort.customers)} ordered in ${dates.monthOf(month.month)}`;
            return {
              share: index ? (month.share ?? 0) : 0,
              text: shares ? percent(month.share ?? 0) : count(month.customers),
              open: month.month >= now,
              label: month.month >= now ? `${said}; the month is not over` : said,
            };
          }),
        }))}
      />
      <p class="muted">As of {dates.instant(data.asOf)}. Hatched: that month is not over.</p>
    </section>
  );
}

function FunnelFigure({ data }: { data: Funnel }) {
  const rows = data.steps.map((step) => ({
    name: STEPS[step.step] ?? step.step,
    value: step.customers,
    text: counted(step.customers, "customer"),
    says: step.shareOfPrevious === null ? "" : `${percent(step.shareOfPrevious)} of those before${step.medianDays === null ? "" : `, half of them within ${count(step.medianDays)} days`}`,
  }));
  return (
    <Figure
      title="From the first order to the third"
      table={{ columns: ["Step", "Customers", "Share of those before", "Median days"], rows: data.steps.map((step) => [STEPS[step.step] ?? step.step, count(step.customers), step.shareOfPrevious === null ? "" : percent(step.shareOfPrevious), step.medianDays === null ? "" : count(step.medianDays)]) }}
    >
      <Bars label="From the first order to the third" bars={rows} />
    </Figure>
  );
}
