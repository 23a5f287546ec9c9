// Explanations as a sentence. The rule and its numbers are the API's; only the words are made here.
import type { AnswerTo } from "../api/client";
import { ago } from "./dates";
import { counted, money } from "./numbers";

type Explanation = NonNullable<AnswerTo<"/api/customers/{customerId}">["data"]["explanation"]>;

/** "Active: the last order was 8 days ago (Dormant after 90), ..." */
export function whySegment({ segment }: Explanation): string {
  const { orderCount, totalSpend, firstOrderDaysAgo, lastOrderDaysAgo } = segment.inputs;
  const { vipSpend, dormantDays, newDays } = segment.thresholds;
  if (!orderCount) return "They are New because no order of theirs counts yet.";
  if (segment.value === "VIP") return `They are VIP because they spent ${money(totalSpend)} in all, more than ${money(vipSpend, "whole")}.`;
  const last = ago(lastOrderDaysAgo ?? 0);
  if (segment.value === "Dormant") return `They are Dormant because their last order was ${last}; more than ${counted(dormantDays, "day")} is too long.`;
  if (segment.value === "New") return `They are New because their first order was ${ago(firstOrderDaysAgo ?? 0)}, ${counted(newDays, "day")} or less.`;
  return `They are Active because their last order was ${last}, within ${counted(dormantDays, "day")}, and their first one longer ago than ${counted(newDays, "day")}.`;
}
