// What groups of customers are called, in the order in which they are shown.

export type Segment = "VIP" | "Active" | "New" | "Dormant";
export const SEGMENTS: readonly Segment[] = ["VIP", "Active", "New", "Dormant"];

export const RFM_GROUPS = [
  "Champions",
  "VIP",
  "Loyal Customers",
  "Potential Loyalists",
  "Recent Customers",
  "Promising",
  "New Customers",
  "At Risk",
  "Hibernating",
  "Lost",
] as const;

export const VENUE_NAMES: Readonly<Record<string, string>> = { new: "New", occasional: "Occasional", regular: "Regular", vip: "VIP", at_risk: "At risk", dormant: "Dormant", lost: "Lost" };

/** An Active customer is at risk once the last order is longer ago than this (source 004). */
export const AT_RISK_DAYS = 60;

export function isAtRisk(metrics: { segment: string; lastOrderDaysAgo: number | null }): boolean {
  return metrics.segment === "Active" && (metrics.lastOrderDaysAgo ?? 0) > AT_RISK_DAYS;
}

/** "543" in words: "recency 5, frequency 4, money 3 of 5". */
export function scoresSaid(code: string): string {
  const [recency, frequency, monetary] = code;
  return `recency ${recency}, frequency ${frequency}, money ${monetary} of 5`;
}
