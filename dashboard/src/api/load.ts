// What a screen shows while it waits, when it has waited, and when it waited in vain.
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { then } from "../shop/then";

export type Loading<T> =
  | { state: "loading"; last: T | undefined; again: () => void }
  | { state: "failed"; error: Error; last: T | undefined; again: () => void }
  | { state: "ready"; value: T; again: () => void };

/** The answer, or while a newer one is on its way, or did not come, the last one. */
export function known<T>(of: Loading<T>): T | undefined {
  return of.state === "ready" ? of.value : of.last;
}

interface Kept {
  value: unknown;
  untilMs: number;
}

const KEPT_MS = 30_000;
// What was just changed reaches lists and sums by way of a queue: for so long nothing that is read is shown again.
const FOLLOWS_MS = 15_000;
const kept = new Map<string, Kept>();
let followedMs = 0;

/** How many changes were made here: what is computed from much else has it in its key, and is read anew after each. */
export const changes = signal(0);

/** After a change: nothing that was read before it is shown again. */
export function forgetAll(): void {
  kept.clear();
  followedMs = Date.now() + FOLLOWS_MS;
  changes.value += 1;
}

/** Loads by key, and anew as of another day: an answer half a minute old is shown at once, another key keeps the last answer until its own is there. */
export function useLoad<T>(what: string, load: (signal: AbortSignal) => Promise<T>): Loading<T> {
  const key = `${what} ${then()}`;
  const [round, setRound] = useState(0);
  const [found, setFound] = useState<{ key: string; round: number; value?: T; error?: Error }>();
  const again = (): void => {
    kept.delete(key);
    setRound((before) => before + 1);
  };
  useEffect(() => {
    const before = kept.get(key);
    if (before && before.untilMs > Date.now()) {
      setFound({ key, round, value: before.value as T });
      return undefined;
    }
    const stop = new AbortController();
    load(stop.signal).then(
      (value) => {
        if (stop.signal.aborted) return;
        if (Date.now() >= followedMs) kept.set(key, { value, untilMs: Date.now() + KEPT_MS });
        setFound({ key, round, value });
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        setFound((last) => ({ key, round, ...(last?.value === undefined ? {} : { value: last.value }), error: error as Error }));
      },
    );
    return () => stop.abort();
  }, [key, round]);
  const last = found?.value;
  if (!found || found.key !== key || found.round !== round) return { state: "loading", last, again };
  if (found.error) return { state: "failed", error: found.error, last, again };
  return { state: "ready", value: found.value as T, again };
}
