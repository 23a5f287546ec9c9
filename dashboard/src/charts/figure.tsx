// A chart with its name and, one key away, the same data as a table.
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";

export interface Tabled {
  columns: readonly string[];
  rows: readonly (readonly (string | number)[])[];
}

interface Props {
  title: string;
  note?: ComponentChildren;
  table: Tabled;
  children: ComponentChildren;
}

export function Figure({ title, note, table, children }: Props) {
  const [tabled, setTabled] = useState(false);
  const id = useId();
  return (
    <section class="figure" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" class="quiet" aria-pressed={tabled} onClick={() => setTabled(!tabled)}>
          {tabled ? "Show as chart" : "Show as table"}
        </button>
      </header>
      {note && <p class="muted">{note}</p>}
      {tabled ? <DataTable {...table} caption={title} /> : children}
    </section>
  );
}

/** The data of a chart as text. */
export function DataTable({ columns, rows, caption }: Tabled & { caption: string }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((name, at) => (
              <th scope="col" class={at ? "number" : ""}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>{row.map((cell, at) => (at ? <td class="number">{cell}</td> : <th scope="row">{cell}</th>))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
