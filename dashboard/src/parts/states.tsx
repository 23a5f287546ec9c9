// Every screen is one of these: waiting, empty, in error, or there.
import type { ComponentChildren } from "preact";
import { Refused } from "../api/client";
import { known, type Loading } from "../api/load";
import { counted } from "../words/numbers";
import { called } from "../words/names";
import { labelOf, type Named } from "./fields";

interface ShownProps<T> {
  of: Loading<T>;
  /** How many lines the shape of what comes has. */
  lines?: number;
  children: (value: T) => ComponentChildren;
}

/** What was loaded; while something newer is on its way, or did not come, the last answer stays, dimmed. */
export function Shown<T>({ of, lines = 6, children }: ShownProps<T>) {
  const value = known(of);
  const stale = of.state !== "ready";
  return (
    <>
      {of.state === "failed" && <Trouble error={of.error} again={of.again} kept={value !== undefined} />}
      {of.state === "loading" && value === undefined && <Shape lines={lines} />}
      {value !== undefined && (
        <div class={stale ? "shown stale" : "shown"} aria-busy={of.state === "loading"}>
          {children(value)}
        </div>
      )}
    </>
  );
}

interface WordProps<T> {
  of: Loading<T>;
  /** What stands there until it is known, and where it can't be. */
  meanwhile: ComponentChildren;
  children: (value: T) => ComponentChildren;
}

/** A word or two of what is loaded beside the rest: it says that it is on its way, and never holds up what is there. */
export function Word<T>({ of, meanwhile, children }: WordProps<T>) {
  const value = known(of);
  return <span aria-busy={of.state === "loading"}>{value === undefined ? meanwhile : children(value)}</span>;
}

export function Shape({ lines }: { lines: number }) {
  return (
    <div class="shape" role="status" aria-label="Loading">
      {Array.from({ length: lines }, () => (
        <i />
      ))}
    </div>
  );
}

interface TroubleProps {
  error: Error;
  again?: (() => void) | undefined;
  kept?: boolean;
  /** The fields of the form that was sent: what was refused of one is said by its label, of others by what they are called everywhere. */
  fields?: readonly Named[] | undefined;
}

/** What happened, what still holds, and the id by which it can be found. */
export function Trouble({ error, again, kept = false, fields = [] }: TroubleProps) {
  const refused = error instanceof Refused ? error : null;
  const lead = refused?.status === 429 ? tooMany(refused) : refused ? refused.message : "This page stumbled: reload it.";
  return (
    <div class="trouble" role="alert">
      <p>
        <strong>{lead}</strong> {kept && "Below is what was read before."}
      </p>
      {refused?.errors.map((one) => (
        <p>
          {labelOf(fields, one.field) ?? called(one.field)}: {one.message}
        </p>
      ))}
      {refused?.requestId && (
        <p class="muted">
          Request <code>{refused.requestId}</code>
        </p>
      )}
      {again && (
        <button type="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}

function tooMany({ retryAfterSeconds: seconds }: Refused): string {
  return `Too many calls at once: try again in ${seconds === null ? "a moment" : counted(Math.max(1, Math.ceil(seconds)), "second")}.`;
}

/** Nothing is here, and what to do about it. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <div class="empty">{children}</div>;
}

/** "12 customers"; "50 customers on this page" where nobody counted them all. */
export function totalSaid(total: number | null | undefined, shown: number, one: string, many = `${one}s`): string {
  return total === null || total === undefined ? `${counted(shown, one, many)} on this page` : counted(total, one, many);
}
