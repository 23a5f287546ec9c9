// A form of named fields. It sends what was changed of it, and says at each field what the API refused of it.
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { Refused } from "../api/client";
import type { Act } from "./act";
import { bodyOf, isFilled, severalOf, textOf, type Field, type Texts } from "./fields";

interface Props {
  /** What is written here, as a screen reader is told. */
  label: string;
  fields: readonly Field[];
  /** What stands in the fields to begin with; what is left so is not sent. */
  from?: Texts;
  /** What is written in them already, and sent. */
  begin?: Texts;
  /** Whether something beside the fields was changed, which `send` adds. */
  also?: boolean;
  /** Whether that cannot be sent yet. */
  blocked?: boolean;
  act: Act;
  send: (body: Record<string, unknown>) => Promise<unknown>;
  /** On the button: "Add", "Save". */
  verb?: string;
  /** A field and its button in one line. */
  line?: boolean;
  /** Once it was sent. */
  done?: () => void;
  cancel?: () => void;
  /** What is changed beside the fields, before the button. */
  children?: ComponentChildren;
}

export function Form({ label, fields, from = {}, begin = {}, also = false, blocked = false, act, send, verb = "Add", line = false, done, cancel, children }: Props) {
  const [texts, setTexts] = useState<Texts>({ ...from, ...begin });
  const [sent, setSent] = useState(false);
  const shown = fields.filter((field) => field.where?.((name) => textOf(fields, texts, name)) ?? true);
  const body = bodyOf(shown, from, texts);
  const missing = shown.some((field) => !isFilled(field, textOf(fields, texts, field.name)));
  const wrong = sent && act.error instanceof Refused ? new Map(act.error.errors.map((one) => [one.field, one.message])) : new Map<string, string>();
  const submit = async (): Promise<void> => {
    setSent(true);
    if (!(await act.run(() => send(body), shown))) return;
    setSent(false);
    setTexts(from);
    done?.();
  };
  return (
    <form
      class={line ? "row form" : "fields form"}
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {shown.map((field) => (
        <Labelled field={field} text={textOf(fields, texts, field.name)} wrong={wrong.get(field.name)} write={(text) => setTexts({ ...texts, [field.name]: text })} />
      ))}
      {children}
      <p class="row">
        <button type="submit" disabled={act.busy || missing || blocked || !(also || Object.keys(body).length)}>
          {verb}
        </button>
        {cancel && (
          <button type="button" class="quiet" onClick={cancel}>
            Cancel
          </button>
        )}
      </p>
    </form>
  );
}

interface OfOne {
  field: Field;
  text: string;
  wrong: string | undefined;
  write: (text: string) => void;
}

export function Labelled({ field, text, wrong, write }: OfOne) {
  const id = useId();
  if (field.kind === "yes") {
    return (
      <label class="row">
        <input type="checkbox" checked={text === "true"} onChange={({ currentTarget }) => write(currentTarget.checked ? "true" : "")} />
        {field.label}
      </label>
    );
  }
  if (field.kind === "many") return <Several field={field} text={text} wrong={wrong} write={write} />;
  return (
    <label class={field.wide || field.kind === "long" ? "whole" : ""}>
      <span class={field.bare ? "hidden" : ""}>
        {field.label}
        {field.says && <small> · {field.says}</small>}
      </span>
      <Input field={field} text={text} write={write} marks={wrong ? { "aria-invalid": true, "aria-describedby": id } : {}} />
      {wrong && (
        <em class="risk" id={id}>
          {wrong}
        </em>
      )}
    </label>
  );
}

/** Some of a list, each a tick. */
function Several({ field, text, wrong, write }: OfOne) {
  const chosen = new Set(severalOf(text));
  const tick = (value: string, on: boolean): void => write((field.options ?? []).map(([one]) => one).filter((one) => (one === value ? on : chosen.has(one))).join(","));
  return (
    <fieldset class="whole several">
      <legend>{field.label}</legend>
      {field.options?.map(([value, said]) => (
        <label class="row">
          <input type="checkbox" checked={chosen.has(value)} onChange={({ currentTarget }) => tick(value, currentTarget.checked)} />
          {said}
        </label>
      ))}
      {wrong && <em class="risk">{wrong}</em>}
    </fieldset>
  );
}

function Input({ field, text, write, marks }: Omit<OfOne, "wrong"> & { marks: Record<string, unknown> }) {
  const typed = ({ currentTarget }: { currentTarget: { value: string } }): void => write(currentTarget.value);
  const empty = field.empty ?? (field.bare ? field.label : "");
  switch (field.kind) {
    case "choice":
      return (
        <select value={text} onChange={typed} {...marks}>
          {!field.required && <option value="">{empty}</option>}
          {field.options?.map(([value, said]) => (
            <option value={value}>{said}</option>
          ))}
        </select>
      );
    case "long":
      return <textarea rows={2} value={text} placeholder={empty} onInput={typed} {...marks} />;
    case "whole":
      return <input type="number" step={1} min={field.least} max={field.most} value={text} placeholder={empty} onInput={typed} {...marks} />;
    case "decimal":
      return <input type="number" step="any" min={field.least} max={field.most} value={text} placeholder={empty} onInput={typed} {...marks} />;
    case "day":
      return <input type="date" value={text} onInput={typed} {...marks} />;
    case "colour":
      return <input type="color" value={text || "#808080"} onInput={typed} {...marks} />;
    default:
      return <input value={text} maxLength={field.most} placeholder={empty} onInput={typed} {...marks} />;
  }
}
