// A rule in words, short enough for a line.
import { treeOf, type Count, type Criteria, type Leaf, type Node } from "./tree";
import { nameOf, operatorOf, OWN_SEGMENT, type Vocabulary } from "./vocabulary";

export function sayRule(criteria: Criteria, words: Vocabulary): string {
  return say(treeOf(criteria), words, true);
}

/** The part of a rule that lies at a path such as `criteria.rules[1]`; null where it names none. */
export function sayAt(criteria: Criteria, path: string, words: Vocabulary): string | null {
  let node: Node | undefined = treeOf(criteria);
  for (const [, at] of path.matchAll(/rules\[(\d+)\]/g)) node = node?.is === "group" ? node.rules[Number(at)] : undefined;
  return path.startsWith("criteria") && node ? say(node, words, true) : null;
}

function say(node: Node, words: Vocabulary, outermost = false): string {
  if (node.is === "leaf") return `${nameOf(node.field)} ${compared(node, words)}`;
  if (node.is === "count") return sayCount(node, words);
  const rules = node.rules.map((one) => say(one, words)).join(node.combinator === "or" ? " or " : " and ");
  const whole = outermost && !node.not ? rules : `(${rules})`;
  return node.not ? `not ${whole}` : whole;
}

function sayCount(node: Count, words: Vocabulary): string {
  const of = node.where.length ? ` (${node.where.map((leaf) => say(leaf, words)).join(" and ")})` : "";
  const measure = node.measure === "count" ? "" : `, ${node.measure}`;
  return `${nameOf(node.collection)}${of}${measure} ${compared(node, words)}${node.within ? ` within ${node.within} ${dayOrDays(node.within)}` : ""}`;
}

function compared(node: Leaf | Count, words: Vocabulary): string {
  const named = node.is === "leaf" && node.field === OWN_SEGMENT ? node.values.map((id) => words.segments.find((one) => one.id === id)?.name ?? id) : node.values;
  const takes = words.takes(node.operator);
  return [operatorOf(node.operator), named.join(takes === "two" ? " and " : ", "), takes === "days" ? dayOrDays(node.values[0]) : ""].filter(Boolean).join(" ");
}

function dayOrDays(typed: string | undefined): string {
  return typed === "1" ? "day" : "days";
}
