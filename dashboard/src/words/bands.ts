// What the bands of engagement, churn risk and NPS are called.
export const BANDS: Readonly<Record<string, string>> = {
  high: "high",
  medium: "medium",
  low: "low",
  inactive: "inactive",
  critical: "critical",
  promoter: "promoters",
  passive: "passives",
  detractor: "detractors",
};

/** Whom the bands count: all but those whom the shop has given up. */
export const COUNTED_STATUSES = "active,vip,at_risk";
