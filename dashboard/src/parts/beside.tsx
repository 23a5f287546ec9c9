// A list and what was opened of it: beside it where the window is wide, else over it, with the way back.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";

/** Where both have room. */
const WIDE = matchMedia("(min-width: 1360px)");
const wide = signal(WIDE.matches);
WIDE.addEventListener("change", ({ matches }) => {
  wide.value = matches;
});

interface Props {
  /** The list; `beside` says that it has a part of the width only. */
  list: (beside: boolean) => ComponentChildren;
  /** What was opened; undefined while nothing is. */
  detail: ComponentChildren | undefined;
  /** What is opened, as a screen reader is told: "Customer". */
  name: string;
  /** The address of the list alone. */
  back: string;
}

export function Beside({ list, detail, name, back }: Props) {
  if (detail === undefined) return <>{list(false)}</>;
  const both = wide.value;
  return (
    <div class={both ? "beside" : "over"}>
      {both && <div class="pane">{list(true)}</div>}
      <section class="detail" aria-label={name} tabIndex={-1}>
        <a class="back" href={back}>
          {both ? "Close" : "Back to the list"}
        </a>
        {detail}
      </section>
    </div>
  );
}
