// A rule as somebody builds it: the API's tree with every value as a text, and each node with a key of its own.

export interface Group {
  is: "group";
  key: number;
  combinator: "and" | "or";
  not: boolean;
  rules: readonly Node[];
}

export interface Leaf {
  is: "leaf";
  key: number;
  field: string;
  operator: string;
  /** One value, two, or several. */
  values: readonly string[];
}

/** How many or how much of a collection there is. */
export interface Count {
  is: "count";
  key: number;
  collection: string;
  measure: string;
  operator: string;
  values: readonly string[];
  /** Days; "" counts whatever there ever was. */
  within: string;
  where: readonly Leaf[];
}

export type Node = Group | Leaf | Count;
/** What an operator takes: nothing, one value, two, several, or days. */
export type Takes = (operator: string) => string;
export type Criteria = Record<string, unknown>;

const PLAIN = new Set(["field", "operator", "value", "combinator", "not", "rules"]);
let last = 0;

export function newKey(): number {
  last += 1;
  return last;
}

export function newGroup(rules: readonly Node[] = []): Group {
  return { is: "group", key: newKey(), combinator: "and", not: false, rules };
}

/** The tree of a rule as the API keeps it, whose root is a group. */
export function treeOf(criteria: Criteria | null): Group {
  const found = criteria ? nodeOf(criteria) : newGroup();
  return found.is === "group" ? found : newGroup([found]);
}

function nodeOf(given: Criteria): Node {
  if (Array.isArray(given.rules)) {
    return { is: "group", key: newKey(), combinator: given.combinator === "or" ? "or" : "and", not: given.not === true, rules: (given.rules as Criteria[]).map(nodeOf) };
  }
  const collection = Object.keys(given).find((name) => !PLAIN.has(name));
  return collection === undefined ? leafOf(given) : countOf(collection, given[collection] as Criteria);
}

function leafOf(given: Criteria): Leaf {
  return { is: "leaf", key: newKey(), field: String(given.field), operator: String(given.operator), values: textsOf(given.value) };
}

function countOf(collection: string, given: Criteria): Count {
  const [measure, compared] = Object.entries(given).find(([name]) => name !== "where" && name !== "within") ?? ["count", {}];
  const { operator, value } = compared as Criteria;
  const where = given.where === undefined ? [] : [given.where].flat();
  return { is: "count", key: newKey(), collection, measure, operator: String(operator), values: textsOf(value), within: String(given.within ?? "").replace(/d$/, ""), where: (where as Criteria[]).map(leafOf) };
}

function textsOf(value: unknown): string[] {
  return value === undefined || value === null ? [] : [value].flat().map(String);
}

/** The tree as the API takes it. */
export function criteriaOf(node: Node, takes: Takes): Criteria {
  switch (node.is) {
    case "group":
      return { combinator: node.combinator, ...(node.not ? { not: true } : {}), rules: node.rules.map((one) => criteriaOf(one, takes)) };
    case "leaf":
      return { field: node.field, ...comparedOf(node, takes) };
    case "count":
      return {
        [node.collection]: {
          [node.measure]: comparedOf(node, takes),
          ...(node.where.length ? { where: node.where.map((one) => criteriaOf(one, takes)) } : {}),
          ...(node.within ? { within: `${node.within}d` } : {}),
        },
      };
  }
}

function comparedOf({ operator, values }: Leaf | Count, takes: Takes): Criteria {
  switch (takes(operator)) {
    case "nothing":
      return { operator };
    case "two":
      return { operator, value: [values[0] ?? "", values[1] ?? ""] };
    case "several":
      return { operator, value: values.filter((one) => one.trim()) };
    default:
      return { operator, value: values[0] ?? "" };
  }
}

/** Whether nothing is left to be filled in. */
export function isWhole(node: Node, takes: Takes): boolean {
  if (node.is === "group") return node.rules.length > 0 && node.rules.every((one) => isWhole(one, takes));
  const needed = { nothing: 0, two: 2 }[takes(node.operator)] ?? 1;
  const given = node.values.filter((one) => one.trim()).length;
  return given >= needed && (node.is === "leaf" || node.where.every((one) => isWhole(one, takes)));
}

export interface Fault {
  field: string;
  message: string;
}

/** What the API says of a node by its path: its own faults, not those of what lies in it. */
export function faultsAt(faults: readonly Fault[], path: string, node: Node): string[] {
  const own = faults.filter(({ field }) => field === path || (field.startsWith(`${path}.`) && !inner(field.slice(path.length + 1), node)));
  return own.map(({ field, message }) => `${field.split(".").at(-1)?.replace(/\[\d+\]$/, "") ?? ""} ${message}`);
}

function inner(rest: string, node: Node): boolean {
  if (node.is === "group") return /^rules\[\d+\]/.test(rest);
  return node.is === "count" && /^\w+\.where\[\d+\]/.test(rest);
}
