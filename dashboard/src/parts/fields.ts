// The fields of a form, what is written in them, and the body of the call that it makes.

export interface Field<Name extends string = string> {
  /** As the API names it. */
  name: Name;
  label: string;
  /** A line of text where it says nothing. */
  kind?: "long" | "whole" | "decimal" | "day" | "choice" | "many" | "yes" | "colour";
  options?: readonly (readonly [value: string, said: string])[];
  required?: boolean;
  /** The least and the greatest of a number; `most` characters of a text. */
  least?: number;
  most?: number;
  /** Shown where nothing is written. */
  empty?: string;
  /** As wide as the form. */
  wide?: boolean;
  /** The label stands in the empty field, and is heard alone. */
  bare?: boolean;
  /** Beside the label. */
  says?: string;
  /** What has to be typed, letter by letter, before anything is sent; it is not sent itself. */
  exactly?: string;
  /** Whether the field belongs to what the others say. */
  where?: (text: (name: string) => string) => boolean;
}
/** How people call what the API names. */
export type Named = Pick<Field, "name" | "label">;

/** The label of the field that a refusal names: the field itself, a part of it ("rfm.orders.2"), or inside another ("rewards.0.title"). */
export function labelOf(fields: readonly Named[], refused: string): string | undefined {
  return (
    fields.find(({ name }) => name === refused) ??
    fields.find(({ name }) => refused.startsWith(`${name}.`) || refused.endsWith(`.${name}`))
  )?.label;
}

/** What is written, by the fields' names; a tick is "true", several of a list are parted by commas. */
export type Texts = Readonly<Record<string, string>>;

/** What stands in a field: of a choice that has to be made the first one until another is. */
export function textOf(fields: readonly Field[], texts: Texts, name: string): string {
  const field = fields.find((one) => one.name === name);
  return texts[name] ?? (field?.kind === "choice" && field.required ? (field.options?.[0]?.[0] ?? "") : "");
}

/** What differs from what was there before: numbers as numbers, what was emptied as null. What is no number goes as it is: the API says why not. */
export function bodyOf(fields: readonly Field[], before: Texts, now: Texts): Record<string, unknown> {
  const changed = fields.filter((field) => field.exactly === undefined && textOf(fields, now, field.name).trim() !== (before[field.name] ?? ""));
  return Object.fromEntries(changed.map((field) => [field.name, valueOf(field, textOf(fields, now, field.name).trim())]));
}

function valueOf({ kind }: Field, text: string): unknown {
  if (kind === "yes") return text === "true";
  if (kind === "many") return severalOf(text);
  if (!text) return null;
  return (kind === "whole" || kind === "decimal") && !Number.isNaN(Number(text)) ? Number(text) : text;
}

/** What is ticked of a list. */
export function severalOf(text: string): string[] {
  return text.split(",").filter(Boolean);
}

/** Whether a field has what it must before anything is sent. */
export function isFilled(field: Field, text: string): boolean {
  if (field.exactly !== undefined) return text.trim() === field.exactly;
  return !field.required || text.trim() !== "";
}
