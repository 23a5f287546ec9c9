// How people call what the API names: what a form calls a field otherwise it says itself.

const SHORT: Readonly<Record<string, string>> = { venue: "regularity", affinity: "interest", rfm: "RFM", clv: "CLV", nps: "NPS", sms: "SMS", id: "id" };

/** Where the words of a name alone would mislead: labels of the filters and of the screens. */
const CALLED: Readonly<Record<string, string>> = {
  asOf: "The day that is looked at",
  contactID: "Customer",
  criteria: "Rule",
  cursor: "Page",
  customerId: "Customer",
  dates: "Order of day and month",
  decimal: "Decimal mark",
  exportedAt: "Exported",
  fileName: "Name of the file",
  holdoutDays: "Days that are compared",
  mapping: "Which column is what",
  maxDaysSinceLastOrder: "Days since last order, at most",
  maxDaysToLapse: "Lapse within days",
  maxSpend: "Spent at most",
  minDaysSinceLastOrder: "Days since last order, at least",
  minSpend: "Spent at least",
  npsBand: "Would recommend",
  purchaseFrequency: "Buys",
  q: "Search",
  statuses: "What a status means",
  venueSegment: "Regularity",
};

/** "lastOrderDaysAgo": "Last order days ago". */
export function spelled(name: string): string {
  const words = name.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase().split(/[ _]/).map((word) => SHORT[word] ?? word);
  const said = words.join(" ");
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** What one of a list is called, by the list's name. */
const ONE_OF: Readonly<Record<string, string>> = { all: "condition", any: "condition", orders: "order", rewards: "reward", rules: "condition", tiers: "tier" };

/** What a refusal names, for people: "mapping.customer.email" is "Which column is what, customer, email", and "criteria.rules[1].field"
 *  "Rule, condition 2, field". */
export function called(refused: string): string {
  const parts = refused.split(".").map((part, place) => {
    const [, name = "", at] = /^([^[]*)(?:\[(\d+)\])?/.exec(part) ?? [];
    const known = at === undefined ? name : (ONE_OF[name] ?? name);
    const said = CALLED[known] ?? spelled(known);
    const words = place === 0 ? said : spelled(known).toLowerCase();
    return at === undefined ? words : `${words} ${Number(at) + 1}`;
  });
  return parts.join(", ");
}
