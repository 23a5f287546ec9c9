// What erasures and copies for a person are called.
import type { AnswerTo } from "../api/client";

export type Erasure = AnswerTo<"/api/customers/privacy/erasures/{jobId}">["data"];

/** A copy of everything that is held of one person. */
export type Copy = AnswerTo<"/api/customers/privacy/exports/{jobId}">["data"];

interface State {
  tone: string;
  /** What it means, in a sentence. */
  says: string;
}

export const ERASURE_STATES: Readonly<Record<Erasure["state"], State>> = {
  waiting: { tone: "", says: "It has not begun, and can be cancelled." },
  running: { tone: "", says: "Nothing is stored of them any more, and what was is being deleted. They can come back once it is done, not before." },
  settling: { tone: "", says: "What had begun before it is waited for, and swept once more: some 17 minutes, and the nights, imports and exports that were under way. They can come back once it is done, not before." },
  done: { tone: "good", says: "Nothing is left that could be found." },
  cancelled: { tone: "", says: "It never began: everything is as it was." },
  failed: { tone: "risk", says: "It broke off. Ask for it again, by the same id or address, and it goes on where it was." },
};

export function hasEnded({ state }: Pick<Erasure, "state">): boolean {
  return state === "done" || state === "cancelled" || state === "failed";
}

/** What stands instead of links once the files are gone. */
export const FILES_GONE: Readonly<Record<NonNullable<Copy["filesGone"]>, string>> = {
  expired: "The files were kept for 7 days, and are gone: write a new copy.",
  erased: "The files are gone: they were erased since.",
};

/** What an erasure counts: kinds of what is on file, and stores, as people call them; the rest goes by its own words. */
const COUNTED: Readonly<Record<string, string>> = {
  order: "orders",
  note: "notes",
  address: "postal addresses",
  tag: "tags",
  consent: "consents",
  communication: "messages",
  interaction: "what they did",
  loyalty: "changes of points",
  pin: "segments by hand",
  referral: "referral codes claimed",
  head: "their ids, and whom each is one with",
  member: "ids that were one with theirs",
  evaluations: "what was last announced of them",
  roster: "places on the list of all customers",
  deliveries: "messages to webhooks",
  facts: "rows of figures made of all this",
  late: "what came while it ran",
};

export function whatWasCounted(name: string): string {
  return COUNTED[name] ?? inWords(name);
}

/** "evaluationEntries" as one reads it: "evaluation entries". */
export function inWords(name: string): string {
  return name.replaceAll(/[_.-]/g, " ").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).trim();
}
