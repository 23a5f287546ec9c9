// What a field is compared with, written as its kind is.
import type { OwnSegment, RuleField } from "./vocabulary";
import { OWN_SEGMENT } from "./vocabulary";

interface Props {
  field: RuleField;
  takes: string;
  values: readonly string[];
  segments: readonly OwnSegment[];
  write: (values: readonly string[]) => void;
  wrong: boolean;
}

const MONEY = /^money/;

export function Value({ field, takes, values, segments, write, wrong }: Props) {
  const marks = wrong ? { "aria-invalid": true } : {};
  if (takes === "nothing") return null;
  if (takes === "days") return <Written kind="number" label="Days" values={values} at={0} write={write} after="days" marks={marks} />;
  const known = namesOf(field, segments);
  // What a rule names that is not there any more can still be taken out of it.
  const named = known && [...known, ...values.filter((one) => one && !known.some(([name]) => name === one)).map((one) => [one, one] as const)];
  if (named) return takes === "several" ? <Several label={field.name} named={named} values={values} write={write} /> : <OneOf named={named} value={values[0] ?? ""} write={write} marks={marks} />;
  const kind = field.type === "instant" ? "date" : field.type === "text" || field.type === "texts" ? "text" : "number";
  const after = MONEY.test(field.type) ? "" : (field.unit ?? "");
  if (takes === "two") {
    return (
      <>
        <Written kind={kind} label="From" values={values} at={0} write={write} after="" marks={marks} />
        <span>and</span>
        <Written kind={kind} label="To" values={values} at={1} write={write} after={after} marks={marks} />
      </>
    );
  }
  if (takes === "several") {
    return <input aria-label="Values" value={values.join(", ")} placeholder="a, b, c" onChange={({ currentTarget }) => write(currentTarget.value.split(",").map((one) => one.trim()))} {...marks} />;
  }
  return <Written kind={kind} label="Value" values={values} at={0} write={write} after={after} marks={marks} />;
}

/** The values that a field can have, each with its name; null where it can have any. */
function namesOf(field: RuleField, segments: readonly OwnSegment[]): (readonly [string, string])[] | null {
  if (field.name === OWN_SEGMENT) return segments.map((one) => [one.id, one.name]);
  if (field.type === "boolean") return [["true", "yes"], ["false", "no"]];
  return field.values?.map((one) => [one, field.type === "texts" ? one : one.replaceAll("_", " ")] as const) ?? null;
}

interface OfText {
  kind: "number" | "date" | "text";
  label: string;
  values: readonly string[];
  at: number;
  write: (values: readonly string[]) => void;
  after: string;
  marks: Record<string, unknown>;
}

function Written({ kind, label, values, at, write, after, marks }: OfText) {
  const put = (text: string): void => write(Array.from({ length: Math.max(values.length, at + 1) }, (_, place) => (place === at ? text : (values[place] ?? ""))));
  return (
    <>
      <input type={kind as "text"} {...(kind === "number" ? { step: "any" } : {})} aria-label={label} value={(values[at] ?? "").slice(0, kind === "date" ? 10 : undefined)} onInput={({ currentTarget }) => put(currentTarget.value)} {...marks} />
      {after && <span class="muted">{after}</span>}
    </>
  );
}

function OneOf({ named, value, write, marks }: { named: readonly (readonly [string, string])[]; value: string; write: (values: readonly string[]) => void; marks: Record<string, unknown> }) {
  return (
    <select aria-label="Value" value={value} onChange={({ currentTarget }) => write([currentTarget.value])} {...marks}>
      <option value="">choose</option>
      {named.map(([one, name]) => (
        <option value={one}>{name}</option>
      ))}
    </select>
  );
}

function Several({ label, named, values, write }: { label: string; named: readonly (readonly [string, string])[]; values: readonly string[]; write: (values: readonly string[]) => void }) {
  return (
    <span class="row" role="group" aria-label={label}>
      {named.map(([one, name]) => {
        const here = values.includes(one);
        return (
          <button type="button" class="toggle" aria-pressed={here} onClick={() => write(here ? values.filter((other) => other !== one) : [...values, one])}>
            {name}
          </button>
        );
      })}
    </span>
  );
}
