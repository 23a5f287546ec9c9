// Small things that look the same on every screen.
import type { ComponentChildren } from "preact";

export type Segment = "VIP" | "Active" | "New" | "Dormant";
export const SEGMENTS: readonly Segment[] = ["VIP", "Active", "New", "Dormant"];

/** A lifecycle segment in its colour, with its name. */
export function SegmentChip({ segment }: { segment: string | null | undefined }) {
  if (!segment) return <span class="muted">none yet</span>;
  return <span class={`chip seg-${segment}`}>{segment}</span>;
}

export function Chip({ children, tone = "" }: { children: ComponentChildren; tone?: string }) {
  return <span class={`chip ${tone}`}>{children}</span>;
}

/** The explanation behind a number, one click away. */
export function Why({ label = "why?", children }: { label?: string; children: ComponentChildren }) {
  return (
    <details class="why">
      <summary>{label}</summary>
      <div>{children}</div>
    </details>
  );
}

export function PageHead({ title, note, children }: { title: ComponentChildren; note?: ComponentChildren; children?: ComponentChildren }) {
  return (
    <header class="page-head">
      <div>
        <h1 tabIndex={-1}>{title}</h1>
        {note && <p class="muted">{note}</p>}
      </div>
      {children && <div class="actions">{children}</div>}
    </header>
  );
}

export function Tabs({ label, tabs }: { label: string; tabs: readonly { name: string; href: string; here: boolean }[] }) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <a href={tab.href} aria-current={tab.here ? "page" : undefined}>
          {tab.name}
        </a>
      ))}
    </nav>
  );
}

/** A person's name, whichever way it is written; the id where no order says one. */
export function Name({ name, id }: { name: string | null | undefined; id: string }) {
  return <bdi>{name || id}</bdi>;
}
