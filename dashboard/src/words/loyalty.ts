// What loyalty programs are called, and what they give, in sentences.
import type { AnswerTo } from "../api/client";
import { count, counted, money } from "./numbers";
import type { Names } from "./people";

export type Program = AnswerTo<"/api/customers/loyalty-programs">["data"][number];
export type Reward = Program["rewards"][number];
export type Tier = Program["tiers"][number];

export const PROGRAM_TYPES: Names<Program["type"]> = [
  ["points", "Points for orders"],
  ["tier", "Tiers"],
  ["referral", "Referrals"],
  ["vip", "VIPs alone"],
];
export const PROGRAM_STATUSES: Names<Program["status"]> = [
  ["active", "On"],
  ["inactive", "Off"],
];
export const REWARD_KINDS: Names<Reward["kind"]> = [
  ["amount", "Money off"],
  ["product", "A product"],
  ["text", "Something else"],
];
export const ROUNDINGS: Names<Program["expiryRounding"]> = [
  ["none", "on that day"],
  ["month", "at the end of that month"],
  ["year", "at the end of that year"],
];
export const POINT_ACTIONS: Names<"add" | "adjust" | "redeem"> = [
  ["add", "Added"],
  ["adjust", "Adjusted"],
  ["redeem", "Redeemed"],
];

export function points(value: number): string {
  return counted(value, "point");
}

/** What earns points, and how long they last: "1 point for each $1 spent. They can be redeemed after 14 days ..." */
export function howItEarns(program: Program): string {
  if (program.status === "inactive") return "It is off: nothing is earned and nothing redeemed, and points lapse as they would.";
  return [earned(program), usable(program), lapses(program)].join(" ");
}

function earned(program: Program): string {
  if (program.type === "referral") return `Whoever brings somebody gets ${points(program.referralPoints)} with their first order, and so do they.`;
  if (!program.autoEarn) return "Orders earn nothing; points are added by hand.";
  const each = program.pointsPerUnit * program.multiplier;
  const least = Number(program.minimumPurchase) > 0 ? ` by orders of ${money(program.minimumPurchase)} or more` : "";
  const whose = program.type === "vip" ? ", by VIPs alone" : "";
  return `${count4(each)} ${each === 1 ? "point" : "points"} for each ${money(1, "whole")} spent${least}${whose}.`;
}

function usable({ pendingDays }: Program): string {
  return pendingDays ? `They can be redeemed after ${counted(pendingDays, "day")}.` : "They can be redeemed at once.";
}

function lapses({ expiryDays, expiryRounding }: Program): string {
  if (expiryDays === null) return "They do not lapse.";
  const end = expiryRounding === "none" ? "" : `, ${ROUNDINGS.find(([one]) => one === expiryRounding)?.[1]}`;
  return `They lapse after ${counted(expiryDays, "day")}${end}.`;
}

/** What a reward is: "5 off", "of which 3 are left". */
export function whatItIs(reward: Reward): string {
  const worth = reward.kind === "amount" && reward.amount !== null ? `${money(reward.amount)} off` : (REWARD_KINDS.find(([kind]) => kind === reward.kind)?.[1] ?? reward.kind);
  const tier = reward.minTier ? `from tier ${reward.minTier} on` : "";
  const left = reward.left === null ? "" : reward.left ? `${count(reward.left)} left` : "none left";
  return [worth, tier, left].filter(Boolean).join(", ");
}

/** A factor as it is: at most four decimals. */
function count4(value: number): string {
  return String(Math.round(value * 10_000) / 10_000);
}
