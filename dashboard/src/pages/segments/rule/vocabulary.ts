// What a rule may speak of: the fields, counts and operators that the API publishes, with their names for people.
import { get, type AnswerTo } from "../../../api/client";
import { useLoad, type Loading } from "../../../api/load";
import { spelled } from "../../../words/names";
import type { Takes } from "./tree";

type Published = AnswerTo<"/schemas/fields">["data"];
export type Collection = Published["collections"][number];
/** A field of customers, or of what is counted of them. */
export type RuleField = Pick<Collection["where"][number], "name" | "description" | "type" | "unit" | "values" | "operators">;
type Program = AnswerTo<"/api/customers/loyalty-programs">["data"][number];
export type OwnSegment = AnswerTo<"/api/customers/segments">["segments"][number];

export interface Vocabulary {
  /** By their names in rules. */
  fields: ReadonlyMap<string, RuleField>;
  /** The same, under what they belong to. */
  groups: readonly (readonly [title: string, fields: readonly RuleField[]])[];
  collections: ReadonlyMap<string, Collection>;
  takes: Takes;
  segments: readonly OwnSegment[];
}

/** Membership of other own segments, which no score publishes. */
export const OWN_SEGMENT = "customSegment";

/** Tiers of the shop's programs: texts to the API, which are chosen from here. */
const TIERS = "loyaltyTiers";

const TITLES: Readonly<Record<string, string>> = {
  purchases: "Orders",
  lifecycle: "Lifecycle",
  rfm: "RFM",
  venue: "Regularity",
  lapse: "Lapse",
  engagement: "Engagement",
  churn_risk: "Churn risk",
  loyalty_tiers: "Loyalty",
  sentiment: "What they say",
  contact: "Contact",
  prediction: "Predictions",
  profile: "Who they are",
};

export function useVocabulary(): Loading<Vocabulary> {
  return useLoad("vocabulary", async (signal) => {
    const [{ data }, { segments }, programs] = await Promise.all([get("/schemas/fields", { signal }), get("/api/customers/segments", { signal }), get("/api/customers/loyalty-programs", { signal })]);
    return vocabularyOf(data, segments, programs.data);
  });
}

/** As rules name the tiers that can be held: "Coffee Club: Gold". */
export function tiersOf(programs: readonly Pick<Program, "name" | "status" | "tiers">[]): string[] {
  return programs.filter(({ status }) => status === "active").flatMap(({ name, tiers }) => tiers.map((tier) => `${name}: ${tier.name}`));
}

export function vocabularyOf(data: Published, segments: readonly OwnSegment[], programs: readonly Program[]): Vocabulary {
  const takes = new Map<string, string>(data.operators.map((one) => [one.name, one.takes]));
  const own: RuleField = { name: OWN_SEGMENT, description: "Whether they are in an own segment.", type: "enumeration", unit: null, values: segments.map((one) => one.id), operators: ["one_of", "none_of", "is", "is_not"] };
  const scores = [...new Set(data.fields.map((field) => field.score))];
  const tiers = tiersOf(programs);
  const named = (field: Published["fields"][number]): RuleField => ({ ...field, name: field.ruleName, ...(field.ruleName === TIERS && tiers.length ? { values: tiers } : {}) });
  const groups = scores.map((score) => [TITLES[score] ?? score, data.fields.filter((field) => field.score === score).map(named)] as const);
  const all: Vocabulary["groups"] = segments.length ? [...groups, ["Own segments", [own]]] : groups;
  return {
    fields: new Map(all.flatMap(([, fields]) => fields.map((field) => [field.name, field] as const))),
    groups: all,
    collections: new Map(data.collections.map((one) => [one.name, one])),
    takes: (operator) => takes.get(operator) ?? "one",
    segments,
  };
}

const OPERATORS: Readonly<Record<string, string>> = { in_last: "in the last", not_in_last: "not in the last" };

/** "lastOrderDaysAgo": "Last order days ago". */
export function nameOf(name: string): string {
  return name === OWN_SEGMENT ? "Own segment" : spelled(name);
}

/** What the API says of a field, without the marks and the words of programs. */
export function helpOf(description: string): string {
  return description.replaceAll("`", "").replace(/\bnull\b/g, "nothing");
}

/** "at_least": "at least". */
export function operatorOf(operator: string): string {
  return OPERATORS[operator] ?? operator.replaceAll("_", " ");
}
