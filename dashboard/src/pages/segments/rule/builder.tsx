// A rule, built: groups of conditions within each other, and at each what the API says is wrong with it.
import { Chip } from "../../../parts/bits";
import { faultsAt, newGroup, newKey, type Count, type Fault, type Group, type Leaf, type Node } from "./tree";
import { Value } from "./value";
import { helpOf, nameOf, operatorOf, type RuleField, type Vocabulary } from "./vocabulary";

interface Of<N> {
  node: N;
  /** Where it lies in the rule, as the API names it. */
  path: string;
  words: Vocabulary;
  faults: readonly Fault[];
  write: (node: N) => void;
  /** Takes it out; the whole rule cannot be. */
  out?: () => void;
}

const FIRST_FIELD = "lastOrderDaysAgo";

export function GroupOf({ node, path, words, faults, write, out }: Of<Group>) {
  const put = (at: number, one: Node | null): void => write({ ...node, rules: node.rules.flatMap((rule, place) => (place === at ? (one ? [one] : []) : [rule])) });
  const add = (one: Node): void => write({ ...node, rules: [...node.rules, one] });
  return (
    <fieldset class="group">
      <legend class="hidden">{out ? "Conditions that belong together" : "Rule"}</legend>
      <p class="row">
        <select aria-label="Customers of whom" value={`${node.not ? "not " : ""}${node.combinator}`} onChange={({ currentTarget: { value } }) => write({ ...node, not: value.startsWith("not"), combinator: value.endsWith("or") ? "or" : "and" })}>
          <option value="and">All of these hold</option>
          <option value="or">One of these holds</option>
          <option value="not and">Not all of these hold</option>
          <option value="not or">None of these holds</option>
        </select>
        {out && <Out name="these conditions" out={out} />}
      </p>
      <Faults of={faultsAt(faults, path, node)} />
      {node.rules.length > 0 && (
        <ul class="plain">
          {node.rules.map((one, at) => (
            <li key={one.key}>
              <NodeOf node={one} path={`${path}.rules[${at}]`} words={words} faults={faults} write={(changed) => put(at, changed)} out={() => put(at, null)} />
            </li>
          ))}
        </ul>
      )}
      <p class="row">
        <button type="button" onClick={() => add(newLeaf(words))}>
          Add a condition
        </button>
        <button type="button" onClick={() => add(newCount(words))}>
          Count something
        </button>
        <button type="button" class="quiet" onClick={() => add(newGroup([newLeaf(words)]))}>
          Add a group
        </button>
      </p>
    </fieldset>
  );
}

function NodeOf({ node, ...rest }: Of<Node>) {
  if (node.is === "group") return <GroupOf node={node} {...rest} />;
  return node.is === "leaf" ? <LeafOf node={node} {...rest} /> : <CountOf node={node} {...rest} />;
}

function LeafOf({ node, path, words, faults, write, out }: Of<Leaf>) {
  const field = words.fields.get(node.field);
  const wrong = faultsAt(faults, path, node);
  return (
    <div class="condition">
      <p class="row">
        <select aria-label="Field" value={node.field} onChange={({ currentTarget }) => write({ ...node, ...ofField(words.fields.get(currentTarget.value), currentTarget.value) })}>
          {!field && <option value={node.field}>{nameOf(node.field)}</option>}
          {words.groups.map(([title, fields]) => (
            <optgroup label={title}>
              {fields.map((one) => (
                <option value={one.name}>{nameOf(one.name)}</option>
              ))}
            </optgroup>
          ))}
        </select>
        <Compared node={node} field={field} words={words} wrong={wrong.length > 0} write={write} />
        {out && <Out name={nameOf(node.field)} out={out} />}
      </p>
      {field && <p class="muted small">{helpOf(field.description)}</p>}
      <Faults of={wrong} />
    </div>
  );
}

function CountOf({ node, path, words, faults, write, out }: Of<Count>) {
  const collection = words.collections.get(node.collection);
  const measure = collection?.measures.find((one) => one.name === node.measure);
  const compared: RuleField = { name: node.measure, description: "", type: measure?.type ?? "integer", unit: node.measure === "quantity" ? "units" : null, values: null, operators: collection?.operators ?? [] };
  const wrong = faultsAt(faults, path, node);
  const put = (at: number, one: Leaf | null): void => write({ ...node, where: node.where.flatMap((leaf, place) => (place === at ? (one ? [one] : []) : [leaf])) });
  return (
    <div class="condition">
      <p class="row">
        <select aria-label="What is counted" value={node.collection} onChange={({ currentTarget }) => write({ ...node, collection: currentTarget.value, measure: words.collections.get(currentTarget.value)?.measures[0]?.name ?? "count", where: [] })}>
          {[...words.collections.values()].map((one) => (
            <option value={one.name}>{nameOf(one.name)}</option>
          ))}
        </select>
        <select aria-label="How it is counted" value={node.measure} onChange={({ currentTarget }) => write({ ...node, measure: currentTarget.value })}>
          {collection?.measures.map((one) => (
            <option value={one.name}>{MEASURES[one.name] ?? one.name}</option>
          ))}
        </select>
        <Compared node={node} field={compared} words={words} wrong={wrong.length > 0} write={write} />
        <label class="inline">
          within
          <input type="number" min={1} max={collection?.longestDays} value={node.within} placeholder="ever" onInput={({ currentTarget }) => write({ ...node, within: currentTarget.value })} />
          days
        </label>
        {out && <Out name={nameOf(node.collection)} out={out} />}
      </p>
      {collection && <p class="muted small">{helpOf(collection.description)}</p>}
      <Faults of={wrong} />
      {node.where.map((leaf, at) => (
        <div class="row where" key={leaf.key}>
          <Chip>of which</Chip>
          <LeafOf
            node={leaf}
            path={`${path}.${node.collection}.where[${at}]`}
            words={{ ...words, fields: new Map(collection?.where.map((one) => [one.name, one])), groups: [[nameOf(node.collection), collection?.where ?? []]] }}
            faults={faults}
            write={(changed) => put(at, changed)}
            out={() => put(at, null)}
          />
        </div>
      ))}
      {!!collection?.where.length && (
        <p>
          <button type="button" class="quiet" onClick={() => write({ ...node, where: [...node.where, { is: "leaf", key: newKey(), ...ofField(collection.where[0], collection.where[0]?.name ?? "") }] })}>
            Only some of them
          </button>
        </p>
      )}
    </div>
  );
}

const MEASURES: Readonly<Record<string, string>> = { count: "how many", sum: "spent on them", quantity: "units of them" };

/** The operator, and what it takes. */
function Compared<N extends Leaf | Count>({ node, field, words, wrong, write }: { node: N; field: RuleField | undefined; words: Vocabulary; wrong: boolean; write: (node: N) => void }) {
  const takes = words.takes(node.operator);
  const operators = field?.operators ?? [node.operator];
  return (
    <>
      <select
        aria-label="How it is compared"
        value={node.operator}
        onChange={({ currentTarget }) => write({ ...node, operator: currentTarget.value, values: words.takes(currentTarget.value) === takes ? node.values : node.values.slice(0, 1) })}
      >
        {operators.map((one) => (
          <option value={one}>{operatorOf(one)}</option>
        ))}
      </select>
      {field && <Value field={field} takes={takes} values={node.values} segments={words.segments} wrong={wrong} write={(values) => write({ ...node, values })} />}
    </>
  );
}

function Out({ name, out }: { name: string; out: () => void }) {
  return (
    <button type="button" class="bare" aria-label={`Take out: ${name}`} onClick={out}>
      ×
    </button>
  );
}

function Faults({ of }: { of: readonly string[] }) {
  if (!of.length) return null;
  return (
    <p class="risk" role="alert">
      {of.join("; ")}
    </p>
  );
}

/** A field with the first way of comparing it, and nothing to compare with yet. */
function ofField(field: RuleField | undefined, name: string): Pick<Leaf, "field" | "operator" | "values"> {
  return { field: name, operator: field?.operators[0] ?? "is", values: [] };
}

function newLeaf(words: Vocabulary): Leaf {
  return { is: "leaf", key: newKey(), ...ofField(words.fields.get(FIRST_FIELD), FIRST_FIELD) };
}

function newCount(words: Vocabulary): Count {
  const [collection] = words.collections.values();
  return { is: "count", key: newKey(), collection: collection?.name ?? "orders", measure: collection?.measures[0]?.name ?? "count", operator: collection?.operators[0] ?? "at_least", values: [], within: "", where: [] };
}
