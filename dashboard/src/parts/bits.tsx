// Small things that look the same on every screen.
import type { ComponentChildren } from "preact";
import { AT_RISK_DAYS, scoresSaid } from "../words/segments";

/** A lifecycle segment in its colour, with its name. */
export function SegmentChip({ segment }: { segment: string | null | undefined }) {
  if (!segment) return <span class="muted">none yet</span>;
  return <span class={`chip seg-${segment}`}>{segment}</span>;
}

/** Active, and silent for too long to be sure of. */
export function AtRisk() {
  return (
    <span class="chip risk" title={`Active, and no order for more than ${AT_RISK_DAYS} days`}>
      at risk
    </span>
  );
}

/** The RFM group with the three scores that name it. */
export function RfmBadge({ group, code }: { group: string | null | undefined; code: string | null | undefined }) {
  if (!group || !code) return null;
  return (
    <span class="chip" title={scoresSaid(code)}>
      {group} <span class="muted">{code}</span>
    </span>
  );
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

interface Head {
  title: ComponentChildren;
  note?: ComponentChildren;
  /** 2 where the page's own title stands elsewhere. */
  level?: 1 | 2;
  children?: ComponentChildren;
}

export function PageHead({ title, note, level = 1, children }: Head) {
  return (
    <header class="page-head">
      <div>
        {level === 1 ? <h1 tabIndex={-1}>{title}</h1> : <h2>{title}</h2>}
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
