// Who comes back: by month of the first order, and order by order.
import { get, type AnswerTo } from "../api/client";
import { useLoad } from "../api/load";
import { Bars } from "../charts/bars";
import { Figure } from "../charts/figure";
import { HeatTable } from "../charts/heat";
import { Name, PageHead, Tabs } from "../parts/bits";
import { Empty, Shown } from "../parts/states";
import { place, to } from "../router";
import { asked } from "../shop/then";
import * as dates from "../words/dates";
import { count, counted, money, percent } from "../words/numbers";

type Cohorts = AnswerTo<"/api/v1/analytics/cohorts">["data"];
type Funnel = AnswerTo<"/api/v1/analytics/funnel">["data"];
const MONTHS = 13;
const STEPS: Record<string, string> = { firstOrder: "Ordered", secondOrder: "Ordered again", thirdOrder: "Ordered a third time" };

type Show = "share" | "customers" | "revenue" | "each";
const SHOWN: readonly { show: Show; name: string }[] = [
  { show: "share", name: "Share" },
  { show: "customers", name: "Customers" },
  { show: "revenue", name: "Revenue" },
  { show: "each", name: "Revenue a customer" },
];

const GROUPED = [
  { by: "", name: "By month of the first order", note: "How many of those who ordered first in a month ordered again in each month after it." },
  { by: "firstProduct", name: "By first product", note: "What became of customers, by the product that they came for." },
  { by: "channel", name: "By channel", note: "What became of customers, by the channel of their first order." },
] as const;

export function RetentionPage() {
  const { query } = place.value;
  const show = SHOWN.find((one) => one.show === query.get("show"))?.show ?? "share";
  const { by, note } = GROUPED.find((one) => one.by === query.get("by")) ?? GROUPED[0];
  const revenue = show === "revenue" || show === "each";
  const cohorts = useLoad(`cohorts ${revenue} ${by}`, (signal) =>
    get("/api/v1/analytics/cohorts", { query: { ...asked(), months: MONTHS, value: revenue ? "revenue" : "customers", by: by || "month" }, signal }),
  );
  const funnel = useLoad("funnel", (signal) => get("/api/v1/analytics/funnel", { query: asked(), signal }));
  return (
    <>
      <PageHead title="Retention" note={note}>
        {GROUPED.filter((one) => one.by !== by).map((one) => (
          <a key={one.by} href={to(["retention"], { show, by: one.by })}>
            {one.name}
          </a>
        ))}
      </PageHead>
      <Tabs label="What the table shows" tabs={SHOWN.map((one) => ({ name: one.name, href: to(["retention"], { show: one.show, by }), here: one.show === show }))} />
      <Shown of={cohorts} lines={13}>
        {({ data }) => <CohortTable data={data} show={show} />}
      </Shown>
      <Shown of={funnel} lines={3}>
        {({ data }) => <FunnelFigure data={data} />}
      </Shown>
    </>
  );
}

function CohortTable({ data, show }: { data: Cohorts; show: Show }) {
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
  const later = data.cohorts.flatMap((cohort) => cohort.retention.slice(1).map((month) => amountOf(month, show)));
  const most = show === "share" ? 1 : Math.max(...later, 1e-9);
  const now = data.asOf.slice(0, 7);
  return (
    <section class="figure">
      <HeatTable
        caption="What became of customers after their first order"
        corner={cornerOf(data.cohorts)}
        more={["Customers"]}
        columns={Array.from({ length: longest }, (_, index) => (index ? `+${index}` : "Month 0"))}
        rows={data.cohorts.map((cohort) => ({
          name: nameOf(cohort),
          more: [count(cohort.customers)],
          cells: Array.from({ length: longest }, (_, index) => {
            const month = cohort.retention[index];
            if (!month) return null;
            const when = "month" in month ? `in ${dates.monthOf(month.month)}` : `${counted(month.monthsLater, "month")} later`;
            const said = `${count(month.customers)} of ${count("of" in month ? month.of : cohort.customers)} ordered ${when}`;
            const open = "month" in month && month.month >= now;
            return { share: index ? amountOf(month, show) / most : 0, text: textOf(month, show), open, label: open ? `${said}; the month is not over` : said };
          }),
        }))}
      />
      <p class="muted">As of {dates.instant(data.asOf)}. Hatched: that month is not over.</p>
    </section>
  );
}

function cornerOf(cohorts: Cohorts["cohorts"]): string {
  const [first] = cohorts;
  if (!first || "month" in first) return "First order in";
  return "channel" in first ? "Came by" : "Came for";
}

function nameOf(cohort: Cohorts["cohorts"][number]) {
  if ("month" in cohort) return dates.monthOf(cohort.month);
  if ("channel" in cohort) return cohort.channel ?? "All others";
  return cohort.productId ? <Name name={cohort.productName} id={cohort.productId} /> : "All others";
}

interface Month {
  customers: number;
  share: number | null;
  revenue?: number | null;
  revenuePerCustomer?: number | null;
}

function amountOf(month: Month, show: Show): number {
  if (show === "share") return month.share ?? 0;
  if (show === "customers") return month.customers;
  return (show === "revenue" ? month.revenue : month.revenuePerCustomer) ?? 0;
}

function textOf(month: Month, show: Show): string {
  const amount = amountOf(month, show);
  if (show === "share") return percent(amount);
  return show === "customers" ? count(amount) : money(amount, "whole");
}

function FunnelFigure({ data }: { data: Funnel }) {
  const rows = data.steps.map((step) => ({
    name: STEPS[step.step] ?? step.step,
    value: step.customers,
    text: counted(step.customers, "customer"),
    says: step.shareOfPrevious === null ? "" : `${percent(step.shareOfPrevious)} of those before${step.medianDays === null ? "" : `, half of them within ${counted(step.medianDays, "day")}`}`,
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
