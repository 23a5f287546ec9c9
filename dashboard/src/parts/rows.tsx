// A list of a few things, each a row of fields: one more, or one less.
import { bodyOf, isFilled, textOf, type Field, type Texts } from "./fields";
import { Labelled } from "./form";

interface Props {
  /** What one of them is called: "Tier". */
  one: string;
  /** What they are called together. */
  title: string;
  fields: readonly Field[];
  rows: readonly Texts[];
  write: (rows: readonly Texts[]) => void;
  /** What the API refused, by paths such as "tiers[0].name". */
  wrong: ReadonlyMap<string, string>;
  /** The list's name in those paths. */
  path: string;
  most: number;
}

export function Rows({ one, title, fields, rows, write, wrong, path, most }: Props) {
  const said = wrong.get(path);
  return (
    <fieldset class="whole rows">
      <legend>{title}</legend>
      {rows.map((row, at) => (
        <fieldset class="fields">
          <legend class="hidden">{`${one} ${at + 1}`}</legend>
          {fields
            .filter((field) => field.where?.((name) => textOf(fields, row, name)) ?? true)
            .map((field) => (
              <Labelled field={field} text={textOf(fields, row, field.name)} wrong={wrong.get(`${path}[${at}].${field.name}`)} write={(text) => write(rows.map((before, place) => (place === at ? { ...before, [field.name]: text } : before)))} />
            ))}
          <p class="row">
            <button type="button" class="bare" aria-label={`Take out: ${one} ${at + 1}`} onClick={() => write(rows.filter((_, place) => place !== at))}>
              Take out
            </button>
          </p>
        </fieldset>
      ))}
      {said && <em class="risk">{said}</em>}
      {rows.length < most && (
        <p>
          <button type="button" onClick={() => write([...rows, {}])}>
            Add a {one.toLowerCase()}
          </button>
        </p>
      )}
    </fieldset>
  );
}

/** The rows as the API takes them. */
export function rowsOf(fields: readonly Field[], rows: readonly Texts[]): Record<string, unknown>[] {
  return rows.map((row) => bodyOf(fields.filter((field) => field.where?.((name) => textOf(fields, row, name)) ?? true), {}, row));
}

/** Whether each row has what it must. */
export function areWhole(fields: readonly Field[], rows: readonly Texts[]): boolean {
  return rows.every((row) => fields.every((field) => isFilled(field, textOf(fields, row, field.name))));
}
