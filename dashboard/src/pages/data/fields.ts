// The settings as a form: each number a text of its own, and back.
import type { AnswerTo } from "../../api/client";

type Settings = AnswerTo<"/api/settings">["data"];
export type Texts = Record<string, string>;

interface Field {
  /** As the API names it when it refuses: "rfm.orders", "vipSpend". */
  path: string;
  label: string;
}

export const FIELDS: readonly { title: string; fields: readonly Field[] }[] = [
  {
    title: "Lifecycle",
    fields: [
      { path: "vipSpend", label: "VIP: spent more than" },
      { path: "dormantDays", label: "Dormant: days without an order, more than" },
      { path: "newDays", label: "New: days since the first order, up to" },
      { path: "frequencyDays", label: "Weekly, monthly, quarterly: days between orders, up to" },
    ],
  },
  {
    title: "RFM",
    fields: [
      { path: "rfm.recencyDays", label: "Recency 5, 4, 3, 2: days since the last order, up to" },
      { path: "rfm.orders", label: "Frequency 5, 4, 3, 2: orders a year, from" },
      { path: "rfm.spend", label: "Monetary 5, 4, 3, 2: spend a year, from" },
    ],
  },
  {
    title: "Engagement",
    fields: [{ path: "engagementSpend", label: "100, 80, 60, 40, 20: spent in all, from" }],
  },
  {
    title: "Venue",
    fields: [
      { path: "venue.vipSpend", label: "VIP: spent" },
      { path: "venue.vipFrequency", label: "VIP: orders a year" },
      { path: "venue.regularFrequency", label: "Regular: orders a year" },
      { path: "venue.atRiskDays", label: "At risk: days since the last purchase, more than" },
      { path: "venue.dormantDays", label: "Dormant: days, more than" },
      { path: "venue.lostDays", label: "Lost: days, more than" },
    ],
  },
  {
    title: "Products and predictions",
    fields: [
      { path: "recommendationDays", label: "Recommended: predicted within days" },
      { path: "recommendationMinScore", label: "Recommended: affinity score from" },
      { path: "atRiskMinPurchases", label: "At risk: bought at least so often" },
      { path: "churnHorizonDays", label: "Churn: no order within days" },
      { path: "seasonFactor", label: "Orders of the next churn days, times the mean of a year" },
      { path: "clvHorizonDays", label: "Lifetime value of the next days" },
      { path: "discountRate", label: "Discount of later money, a year" },
    ],
  },
  { title: "Shop", fields: [{ path: "timezone", label: "Time zone" }] },
];

/** What stands in each field. */
export function textOf(settings: Settings): Texts {
  return Object.fromEntries(FIELDS.flatMap((group) => group.fields.map((field) => [field.path, shown(at(settings, field.path))])));
}

/** The body of a change: only what differs, numbers as numbers, groups nested. What is no number goes as it is: the API says why not. */
export function changesOf(settings: Settings, texts: Texts): Record<string, unknown> {
  const before = textOf(settings);
  const changes: Record<string, unknown> = {};
  for (const [path, text] of Object.entries(texts)) {
    if (text.trim() === (before[path] ?? "")) continue;
    const [first = "", second] = path.split(".");
    const value = read(text, at(settings, path));
    if (second === undefined) changes[first] = value;
    else changes[first] = { ...(changes[first] as object | undefined), [second]: value };
  }
  return changes;
}

function at(settings: Settings, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], settings);
}

export function shown(value: unknown): string {
  return Array.isArray(value) ? value.join(", ") : String(value ?? "");
}

function read(text: string, like: unknown): unknown {
  if (Array.isArray(like)) return text.split(/[,;\s]+/).filter(Boolean).map(number);
  return typeof like === "number" ? number(text) : text.trim();
}

function number(text: string): number | string {
  const value = Number(text.trim());
  return text.trim() === "" || Number.isNaN(value) ? text : value;
}
