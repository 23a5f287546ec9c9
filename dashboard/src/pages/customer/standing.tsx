// Where they stand: the groups that they are in, why, and the sums of their orders.
import type { AnswerTo } from "../../api/client";
import { AtRisk, Chip, RfmBadge, SegmentChip } from "../../parts/bits";
import { ago } from "../../words/dates";
import * as dates from "../../words/dates";
import { count, counted, money } from "../../words/numbers";
import { isAtRisk } from "../../words/segments";
import { whySegment } from "../../words/why";
import { Fact } from "./facts";

export type Detail = AnswerTo<"/api/customers/{customerId}">["data"];

export function Standing({ data }: { data: Detail }) {
  const metrics = data.metrics;
  return (
    <section class="standing">
      <p class="row">
        <SegmentChip segment={metrics.segment} />
        {isAtRisk(metrics) && <AtRisk />}
        <RfmBadge group={metrics.rfmSegment} code={metrics.rfmScore} />
        <Chip>{metrics.purchaseFrequency === "None" ? "No orders" : `Buys: ${metrics.purchaseFrequency}`}</Chip>
        {metrics.daysToLapse !== null && metrics.daysToLapse <= 14 && <Chip tone="risk">{metrics.daysToLapse === 0 ? "Lapses today" : `Lapses in ${counted(metrics.daysToLapse, "day")}`}</Chip>}
      </p>
      {data.explanation && <p>{whySegment(data.explanation)}</p>}
      <dl class="facts">
        <Fact name="Orders">{count(metrics.orderCount ?? 0)}</Fact>
        <Fact name="Spent">{money(metrics.totalSpend)}</Fact>
        <Fact name="Average order">{metrics.averageOrderValue === null ? "none yet" : money(metrics.averageOrderValue)}</Fact>
        <Fact name="First order">{metrics.firstOrderDate ? dates.day(metrics.firstOrderDate) : "none yet"}</Fact>
        <Fact name="Last order">{metrics.lastOrderDate ? `${dates.day(metrics.lastOrderDate)}, ${ago(metrics.lastOrderDaysAgo ?? 0)}` : "none yet"}</Fact>
      </dl>
    </section>
  );
}
