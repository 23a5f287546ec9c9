// A table whose cells are tinted by how much they hold; the number stays text.
import type { ComponentChildren } from "preact";

export interface Cell {
  /** 0 to 1: how dark. */
  share: number;
  text: string;
  /** The list behind the cell. */
  href?: string;
  /** Said instead of the text alone. */
  label?: string;
  /** Not over yet: hatched. */
  open?: boolean;
  /** Classes of the edges of an area: "top left". */
  edges?: string;
  /** Under the text, as the name of the area that begins here. */
  name?: string;
}

interface Props {
  caption: string;
  columns: readonly ComponentChildren[];
  rows: readonly { name: ComponentChildren; more?: readonly ComponentChildren[]; cells: readonly (Cell | null)[] }[];
  /** Names of columns between the row's own name and its cells. */
  more?: readonly string[];
  corner?: string;
}

const TINTS = 9;

export function HeatTable({ caption, columns, rows, more = [], corner = "" }: Props) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table class="heat">
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{corner}</th>
            {[...more, ...columns].map((name) => (
              <th scope="col" class="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row">{row.name}</th>
              {row.more?.map((text) => <td class="number">{text}</td>)}
              {row.cells.map((cell) => (cell ? <Tinted {...cell} /> : <td class="none" />))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Tinted({ share, text, href, label, open, edges, name }: Cell) {
  const tint = share <= 0 ? 0 : Math.min(TINTS, 1 + Math.floor(share * TINTS));
  return (
    <td class={`number tint t${tint}${open ? " open" : ""}${edges ? ` ${edges}` : ""}`} title={label}>
      {href ? (
        <a href={href} aria-label={label}>
          {text}
        </a>
      ) : (
        text
      )}
      {name && <small>{name}</small>}
    </td>
  );
}
