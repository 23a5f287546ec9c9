// "CSV of exactly this": walks the list that is shown and offers its rows as a file.
import { useState } from "preact/hooks";
import { csvOf, offer, type Column } from "../csv";
import { count, counted } from "../words/numbers";
import { Trouble } from "./states";

/** Beyond this a file would be made of too many pages. */
export const MOST_ROWS = 10_000;

export interface Page<Row> {
  rows: readonly Row[];
  next: string | null;
  asOf: string | null;
}

interface Props<Row> {
  /** The beginning of the file's name. */
  name: string;
  /** Which list is saved, where several stand on one screen. */
  label?: string;
  /** One of many on a screen: no more than a word. */
  small?: boolean;
  columns: readonly Column<Row>[];
  page: (cursor: string | undefined) => Promise<Page<Row>>;
  rowKey: (row: Row) => string;
}

export function ExportButton<Row>({ name, label, small = false, columns, page, rowKey }: Props<Row>) {
  const [done, setDone] = useState<number | null>(null);
  const [said, setSaid] = useState<string>();
  const [error, setError] = useState<Error>();
  const run = async (): Promise<void> => {
    setError(undefined);
    setSaid(undefined);
    setDone(0);
    try {
      const { rows, asOf, whole } = await walk(page, rowKey, setDone);
      offer(`${name}-${(asOf ?? new Date().toISOString()).slice(0, 16).replace(":", "")}Z.csv`, csvOf(columns, rows));
      setSaid(whole ? `${counted(rows.length, "row")} saved.` : `The first ${count(MOST_ROWS)} rows saved; there are more.`);
    } catch (failed) {
      setError(failed as Error);
    } finally {
      setDone(null);
    }
  };
  return (
    <>
      <button type="button" class={small ? "quiet" : ""} aria-label={label && `Save as CSV: ${label}`} onClick={() => void run()} disabled={done !== null}>
        {done === null ? (small ? "CSV" : "Save as CSV") : `Reading ${count(done)} ...`}
      </button>
      <span class="muted" role="status">
        {said}
      </span>
      {error && <Trouble error={error} again={() => void run()} />}
    </>
  );
}

/** All rows of a list, each once, as far as `MOST_ROWS`; `whole` says whether that is all of them. */
export async function walk<Row>(
  page: (cursor: string | undefined) => Promise<Page<Row>>,
  rowKey: (row: Row) => string,
  tell: (rows: number) => void = () => undefined,
): Promise<{ rows: Row[]; asOf: string | null; whole: boolean }> {
  const rows = new Map<string, Row>();
  let cursor: string | undefined;
  let asOf: string | null = null;
  do {
    const found = await page(cursor);
    asOf ??= found.asOf;
    for (const row of found.rows) {
      const key = rowKey(row);
      if (!rows.has(key)) rows.set(key, row);
    }
    cursor = found.next ?? undefined;
    tell(rows.size);
  } while (cursor && rows.size < MOST_ROWS);
  const all = [...rows.values()];
  return { rows: all.slice(0, MOST_ROWS), asOf, whole: !cursor && all.length <= MOST_ROWS };
}
