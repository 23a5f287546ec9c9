// A change that somebody asks for: under way, refused, or done and read again.
import { useState } from "preact/hooks";
import { forgetAll } from "../api/load";
import { Trouble } from "./states";

export interface Act {
  busy: boolean;
  trouble: preact.ComponentChildren;
  /** Whether it was done. */
  run: (what: () => Promise<unknown>) => Promise<boolean>;
}

/** What changes something, and then reads anew what `again` reads. */
export function useAct(again: () => void): Act {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const run = async (what: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setError(undefined);
    try {
      await what();
      forgetAll();
      again();
      return true;
    } catch (failed) {
      setError(failed as Error);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, trouble: error && <Trouble error={error} />, run };
}

/** Asks for what was loaded once more, whatever became of it. */
export function againOf(loaded: { again?: () => void } | { state: "loading" }): () => void {
  return () => "again" in loaded && loaded.again?.();
}
