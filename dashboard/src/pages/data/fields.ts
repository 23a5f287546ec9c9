// The settings as a form: each number a text of its own, and back.
import type { AnswerTo } from "../../api/client";
import type { Named } from "../../parts/fields";

type Settings = AnswerTo<"/api/settings">["data"];
export type Texts = Record<string, string>;

interface Field {
  /** As the API names it when it refuses: "rfm.orders", "vipSpend". */
  path: string;
  label: string;
  /** Amounts in the shop's currency. */
  money?: true;
  /** Texts with commas between them, which stay texts whatever they look like; names with what each stands for; or a tick. */
  of?: "texts" | "pairs" | "yes";
}

export const FIELDS: readonly { title: string; fields: readonly Field[] }[] = [
  {
    title: "Lifecycle segments",
    fields: [
      { path: "vipSpend", label: "VIP: spent more than", money: true },
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
      { path: "rfm.spend", label: "Money 5, 4, 3, 2: spent a year, from", money: true },
    ],
  },
  {
    title: "Engagement",
    fields: [{ path: "engagementSpend", label: "Spending rated 100, 80, 60, 40, 20 of 100: spent in all, from", money: true }],
  },
  {
    title: "Regularity",
    fields: [
      { path: "venue.vipSpend", label: "VIP: spent in all", money: true },
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
      { path: "recommendationMinScore", label: "Recommended: interest, of 100, from" },
      { path: "atRiskMinPurchases", label: "At risk: bought at least so often" },
      { path: "churnHorizonDays", label: "Churn: no order within days" },
      { path: "seasonFactor", label: "Season ahead: 1 is as usual, 2 twice the orders" },
      { path: "clvHorizonDays", label: "Lifetime value: of how many days ahead" },
      { path: "discountRate", label: "Money a year later is worth less by, 0.1 being 10%" },
    ],
  },
  {
    title: "Shop",
    fields: [
      { path: "timezone", label: "Time zone" },
      { path: "sharedContacts", label: "E-mails and phone numbers of nobody in particular, such as the till's", of: "texts" },
      { path: "channelSources", label: "Source by channel, such as amazon.de = marketplace", of: "pairs" },
      { path: "eventsNameCustomers", label: "Events name the customer by their id", of: "yes" },
      { path: "erasureDelayHours", label: "Hours before an erasure begins, while it can be cancelled" },
      { path: "webhooksTo8443", label: "Webhooks may use port 8443 too", of: "yes" },
    ],
  },
];

/** What a refusal calls by its path, as the form calls it. */
export const NAMES: readonly Named[] = FIELDS.flatMap(({ title, fields }) => fields.map(({ path, label }) => ({ name: path, label: `${title}, ${label}` })));

const KINDS = new Map(FIELDS.flatMap((group) => group.fields.map((field) => [field.path, field.of] as const)));

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
    const of = KINDS.get(path);
    const value = of === "pairs" ? pairs(text) : of === "texts" ? listed(text) : read(text, at(settings, path));
    if (second === undefined) changes[first] = value;
    else changes[first] = { ...(changes[first] as object | undefined), [second]: value };
  }
  return changes;
}

function at(settings: Settings, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], settings);
}

export function shown(value: unknown): string {
  if (Array.isArray(value)) return value.join(", ");
  return value && typeof value === "object" ? Object.entries(value).map(([name, one]) => `${name} = ${one}`).join(", ") : String(value ?? "");
}

function listed(text: string): string[] {
  return text.split(/[,;\n]/).map((one) => one.trim()).filter(Boolean);
}

/** What has no "=" stands for nothing, and the API says so. */
function pairs(text: string): Record<string, string> {
  return Object.fromEntries(listed(text).map((one) => [one.split("=", 1)[0]?.trim() ?? "", one.includes("=") ? one.slice(one.indexOf("=") + 1).trim() : ""]));
}

function read(text: string, like: unknown): unknown {
  if (Array.isArray(like)) return text.split(/[,;\s]+/).filter(Boolean).map(number);
  if (typeof like === "boolean") return text === "true";
  return typeof like === "number" ? number(text) : text.trim();
}

function number(text: string): number | string {
  const value = Number(text.trim());
  return text.trim() === "" || Number.isNaN(value) ? text : value;
}
