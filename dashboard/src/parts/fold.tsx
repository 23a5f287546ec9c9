// A section that opens, and reads what is in it only then.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

interface Props {
  title: string;
  /** What is in it, in a few words. */
  note: string;
  children: ComponentChildren;
}

export function Fold({ title, note, children }: Props) {
  const [seen, setSeen] = useState(false);
  return (
    <details class="fold" onToggle={({ currentTarget }) => currentTarget.open && setSeen(true)}>
      <summary>
        <h3>{title}</h3>
        <span class="muted">{note}</span>
      </summary>
      {seen && <div>{children}</div>}
    </details>
  );
}
