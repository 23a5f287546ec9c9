import assert from "node:assert/strict";
import { test } from "node:test";
import { sayAt, sayRule } from "../src/pages/segments/rule/say";
import { criteriaOf, faultsAt, isWhole, newGroup, treeOf, type Criteria, type Node } from "../src/pages/segments/rule/tree";
import { helpOf, tiersOf, vocabularyOf, nameOf } from "../src/pages/segments/rule/vocabulary";

const field = (ruleName: string, type: string, operators: string[], values: string[] | null = null) => ({ name: ruleName, ruleName, score: "purchases", description: "", type, unit: null, values, operators, nullable: true, inLists: true, changesWithTime: true, hasPast: true, filters: [] });
const OPERATORS = { is: "one", one_of: "several", between: "two", in_last: "days", is_set: "nothing", at_least: "one" };
const WORDS = vocabularyOf(
  {
    fields: [field("orderCount", "integer", ["is"]), field("loyaltyTiers", "texts", ["has_any"]), field("lifecycleSegment", "enumeration", ["one_of"], ["VIP"])],
    collections: [{ name: "orders", description: "", measures: [{ name: "count", type: "integer" }], operators: ["at_least"], where: [], longestDays: 3650, hasPast: true }],
    operators: Object.entries(OPERATORS).map(([name, takes]) => ({ name, takes, description: "" })),
  } as never,
  [{ id: "seg-1", name: "Wine club" }] as never,
  [{ name: "Club", type: "points", status: "active", tiers: [{ name: "Gold" }] }] as never,
);
const RULE: Criteria = {
  combinator: "or",
  not: true,
  rules: [
    { field: "lifecycleSegment", operator: "one_of", value: ["VIP", "New"] },
    { field: "totalSpend", operator: "between", value: ["10", "20"] },
    { field: "email", operator: "is_set" },
    { field: "lastOrderDate", operator: "in_last", value: "30" },
    { combinator: "and", rules: [{ orders: { count: { operator: "at_least", value: "3" }, where: [{ field: "total", operator: "at_least", value: "50" }], within: "30d" } }] },
  ],
};

test("a rule that is read and written is the same rule", () => {
  assert.deepEqual(criteriaOf(treeOf(RULE), WORDS.takes), RULE);
});

test("a single condition stands in a group", () => {
  const tree = treeOf({ field: "orderCount", operator: "is", value: 1 });
  assert.deepEqual(criteriaOf(tree, WORDS.takes), { combinator: "and", rules: [{ field: "orderCount", operator: "is", value: "1" }] });
});

test("a rule is whole once every condition says what it compares with", () => {
  const ask = (rules: Criteria[]) => isWhole(treeOf({ combinator: "and", rules }), WORDS.takes);
  assert.equal(isWhole(newGroup(), WORDS.takes), false);
  assert.equal(ask([{ field: "email", operator: "is_set" }]), true);
  assert.equal(ask([{ field: "orderCount", operator: "is" }]), false);
  assert.equal(ask([{ field: "orderCount", operator: "is", value: 0 }]), true);
  assert.equal(ask([{ field: "orderCount", operator: "between", value: [1, ""] }]), false);
  assert.equal(ask([{ field: "lifecycleSegment", operator: "one_of", value: [] }]), false);
  assert.equal(ask([{ orders: { count: { operator: "at_least", value: 1 }, where: [{ field: "total", operator: "at_least" }] } }]), false);
  assert.equal(ask([{ combinator: "or", rules: [] }]), false);
});

test("a fault is said where its path leads, and nowhere else", () => {
  const tree = treeOf(RULE);
  const at = (path: string, node: Node | undefined) => faultsAt([
    { field: "criteria.rules[1].value", message: "must begin with the smaller of the two" },
    { field: "criteria.rules[4].rules[0].orders.where[0].field", message: "is unknown" },
    { field: "criteria.combinator", message: "must be and, or or" },
    { field: "criteria.rules[10].value", message: "must be given" },
  ], path, node as Node);
  assert.deepEqual(at("criteria", tree), ["combinator must be and, or or"]);
  assert.deepEqual(at("criteria.rules[1]", tree.rules[1]), ["value must begin with the smaller of the two"]);
  const count = tree.rules[4]?.is === "group" ? tree.rules[4].rules[0] : undefined;
  assert.deepEqual(at("criteria.rules[4]", tree.rules[4]), []);
  assert.deepEqual(at("criteria.rules[4].rules[0]", count), []);
  assert.deepEqual(at("criteria.rules[4].rules[0].orders.where[0]", count?.is === "count" ? count.where[0] : undefined), ["field is unknown"]);
});

test("a rule is said in words, and the condition that decided by its path", () => {
  const rule = { combinator: "and", rules: [{ field: "customSegment", operator: "one_of", value: ["seg-1"] }, { field: "orderCount", operator: "between", value: [1, 3] }] };
  assert.equal(sayRule(rule, WORDS), "Own segment one of Wine club and Order count between 1 and 3");
  assert.equal(sayAt(rule, "criteria.rules[1]", WORDS), "Order count between 1 and 3");
  assert.equal(sayAt(RULE, "criteria.rules[4].rules[0]", WORDS), "Orders (Total at least 50) at least 3 within 30 days");
  assert.equal(sayAt(rule, "pinned", WORDS), null);
  assert.equal(nameOf("rfmSegment"), "RFM segment");
});

test("tiers are chosen from those that somebody can hold", () => {
  assert.deepEqual(WORDS.fields.get("loyaltyTiers")?.values, ["Club: Gold"]);
  const tiers = [{ name: "Tin" }, { name: "Gold" }] as never;
  const program = (name: string, type: "points" | "referral", status: "active" | "inactive") => ({ name, type, status, tiers });
  assert.deepEqual(tiersOf([program("Club", "points", "active"), program("Old", "points", "inactive"), program("Bring", "referral", "active")]), ["Club: Tin", "Club: Gold", "Bring: Tin", "Bring: Gold"]);
});

test("what the API says of a field is said without its marks", () => {
  assert.equal(helpOf("As set, else what `channelSources` makes of it; null without."), "As set, else what channelSources makes of it; nothing without.");
});
