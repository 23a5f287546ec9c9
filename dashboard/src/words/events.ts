// What the events that webhooks are told of are called.
import type { components } from "../api/schema";

type EventName = components["schemas"]["GivenWebhook"]["events"][number];

/** All of them: one that the API has and this page has no words for does not compile. */
export const EVENTS: Readonly<Record<EventName, string>> = {
  "customer.segment.changed": "Lifecycle segment changed",
  "customer.custom_segment.joined": "Joined an own segment",
  "customer.custom_segment.left": "Left an own segment",
  "customer.churn_risk.high": "Churn risk became high",
  "customer.reorder.due": "A reorder is due",
  "customer.tier.changed": "A loyalty tier changed",
  "customer.points.expiring": "Points are about to lapse",
  "customer.erased": "Somebody was erased",
  "customer.merged": "Two were merged into one",
  "customer.unmerged": "One was taken apart again",
  "import.completed": "An import has ended",
  "recalculation.completed": "A recalculation has ended",
  "webhook.disabled": "A webhook was switched off",
};

/** A delivery is of one of these, or a test. */
export function called(event: string): string {
  return event === "webhook.test" ? "A test" : (EVENTS[event as EventName] ?? event);
}
