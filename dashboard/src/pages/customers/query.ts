// What an address says of a list of customers, and what of it the API is asked.
import type { AnswerTo, Query } from "../../api/client";
import { to } from "../../router";
import { counted, money } from "../../words/numbers";
import { COUNTED_STATUSES } from "../../words/bands";
import { VENUE_NAMES } from "../../words/segments";

export type Customer = AnswerTo<"/api/customers">["data"][number];
export type Filters = Query<"/api/customers">;

const opted = (value: string): string => (value === "true" ? "opted in to" : "opted out of");
const either = (value: string): string => value.split(",").join(" or ");

const amount = (value: string): string => money(value, Number.isInteger(Number(value)) ? "whole" : "exact");
const days = (value: string): string => counted(Number(value), "day");

/** Every filter that an address may carry, with what it says when it is on. */
export const FILTERS: Readonly<Record<string, (value: string) => string>> = {
  segment: either,
  purchaseFrequency: either,
  rfmGroup: either,
  venueSegment: (value) => value.split(",").map((one) => VENUE_NAMES[one] ?? one).join(" or "),
  minSpend: (value) => `spent ${amount(value)} or more`,
  maxSpend: (value) => `spent ${amount(value)} or less`,
  minDaysSinceLastOrder: (value) => (value === "0" ? "have ordered" : `no order for ${days(value)} or more`),
  maxDaysSinceLastOrder: (value) => `ordered within ${days(value)}`,
  minDaysToLapse: (value) => `lapse in ${days(value)} or later`,
  maxDaysToLapse: (value) => `lapse within ${days(value)}`,
  recencyScore: (value) => `recency ${either(value)} of 5`,
  frequencyScore: (value) => `frequency ${either(value)} of 5`,
  monetaryScore: (value) => `money ${either(value)} of 5`,
  engagement: (value) => `engagement ${either(value)}`,
  churnRisk: (value) => `churn risk ${either(value)}`,
  npsBand: either,
  customSegment: () => "in an own segment",
  tag: (value) => `tagged ${value}`,
  unanswered: (value) => (value === "true" ? "unhappy, and nobody answered" : "nobody waits for an answer"),
  customerType: either,
  source: (value) => `source ${either(value)}`,
  emailOptIn: (value) => `${opted(value)} e-mail`,
  smsOptIn: (value) => `${opted(value)} text messages`,
  pushOptIn: (value) => `${opted(value)} push messages`,
  whatsappOptIn: (value) => `${opted(value)} WhatsApp`,
  doNotContact: (value) => (value === "true" ? "not to be contacted" : "may be contacted"),
  status: (value) => (value === COUNTED_STATUSES ? "not given up" : `status ${either(value)}`),
} satisfies { [F in keyof Filters]?: (value: string) => string };

/** The filters of an address as the API takes them. */
export function filtersOf(query: URLSearchParams): Filters {
  const given = [...Object.keys(FILTERS), "sort", "asOf"].map((name) => [name, query.get(name)] as const);
  return Object.fromEntries(given.filter(([, value]) => value)) as Filters;
}

/** The list's address with some of it changed, from its first page. */
export function changed(query: URLSearchParams, by: Record<string, string>): string {
  return to(["customers"], { ...listOf(query), cursor: "", ...by });
}

/** A customer's address that remembers the list. */
export function within(query: URLSearchParams, customerId: string): string {
  return to(["customers", customerId], listOf(query));
}

/** What of an address is the list's, and not of the customer who was opened of it. */
export function listOf(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...query].filter(([name]) => name !== "asOf"));
}
