// A change that somebody asks for: under way, refused, or done and read again.
import { useRef, useState } from "preact/hooks";
import { Refused } from "../api/client";
import { forgetAll } from "../api/load";
import type { Named } from "./fields";
import { Trouble } from "./states";

export interface Act {
  busy: boolean;
  /** Why the last change was not made. */
  error: Error | undefined;
  /** The same as it is shown. */
  trouble: preact.ComponentChildren;
  /** Whether it was done; `fields` are those of the form that asks for it. */
  run: (what: () => Promise<unknown>, fields?: readonly Named[]) => Promise<boolean>;
}

/** What changes something, and then reads anew what `again` reads. */
export function useAct(again: () => void): Act {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const [fields, setFields] = useState<readonly Named[]>();
  const run: Act["run"] = async (what, sent) => {
    setBusy(true);
    setFields(sent);
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
  return { busy, error, trouble: error && <Trouble error={error} fields={fields} />, run };
}

/** Makes a change once, however often it is tried: each attempt has the same key, until the API has said yes or no. */
export function useOnce(): <T>(send: (key: string) => Promise<T>) => Promise<T> {
  const key = useRef(crypto.randomUUID());
  return async (send) => {
    try {
      const answer = await send(key.current);
      key.current = crypto.randomUUID();
      return answer;
    } catch (failed) {
      if (failed instanceof Refused && failed.status >= 400 && failed.status < 500) key.current = crypto.randomUUID();
      throw failed;
    }
  };
}
