// A table of rows: names left, numbers right, the less important columns gone on a phone.
import type { ComponentChildren } from "preact";

export interface Column<Row> {
  name: string;
  cell: (row: Row) => ComponentChildren;
  /** "act": what may be done with the row; its name is heard alone. */
  kind?: "number" | "act";
  /** Where it has room: "wide" is not on a phone, "wider" not on a small window either. */
  room?: "wide" | "wider";
  /** What the name stands for, where it does not say so itself. */
  says?: string;
  /** Where a click on the name leads: the same list in this order. */
  sort?: { href: string; order: "ascending" | "descending" | "none" };
}

interface Props<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** The key of the row that is opened beside the list. */
  open?: string;
  /** Stands in its place where there are no rows. */
  none?: ComponentChildren;
  /** Stands below it where there are some. */
  below?: ComponentChildren;
}

export function Table<Row>({ none, below, ...shown }: Props<Row>) {
  if (none !== undefined && !shown.rows.length) return typeof none === "string" ? <p class="muted">{none}</p> : <>{none}</>;
  return (
    <>
      <Rows {...shown} />
      {below}
    </>
  );
}

function Rows<Row>({ caption, columns, rows, rowKey, open }: Omit<Props<Row>, "none" | "below">) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table class="list">
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" class={classOf(column)} title={column.says} aria-sort={column.sort && column.sort.order !== "none" ? column.sort.order : undefined}>
                {column.sort ? <a href={column.sort.href}>{column.name}</a> : column.kind === "act" ? <span class="hidden">{column.name}</span> : column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} {...(rowKey(row) === open ? { "aria-current": "true", ref: intoSight } : {})}>
              {columns.map((column, at) =>
                at ? <td class={classOf(column)}>{column.cell(row)}</td> : <th scope="row" class={classOf(column)}>{column.cell(row)}</th>,
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What is opened of a list stays in sight there. */
function intoSight(row: HTMLElement | null): void {
  row?.scrollIntoView({ block: "nearest" });
}

function classOf<Row>(column: Column<Row>): string {
  return `${column.kind ?? ""} ${column.room ?? ""}`.trim();
}
