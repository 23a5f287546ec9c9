// What is done with a file that was tried, and with one that stopped half-way.
import { useState } from "preact/hooks";
import { post } from "../../api/client";
import { Trouble } from "../../parts/states";
import { go, to } from "../../router";
import { fileOf, keepFile } from "./held";
import { upload, type Import, type Options } from "./upload";

export function Decide({ found }: { found: Import }) {
  const file = fileOf(found.importId);
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  // What settled a question in the dry run holds for the import too.
  const { dates, decimal } = found.options as Pick<Options, "dates" | "decimal">;
  const settled = { ...(dates ? { dates } : {}), ...(decimal ? { decimal } : {}) };
  const again = async (options: Options): Promise<void> => {
    if (!file) return;
    setBusy(true);
    setError(undefined);
    try {
      const id = await upload(file, { ...settled, ...options });
      keepFile(id, file);
      go(to(["data", "imports", id]));
    } catch (failed) {
      setError(failed as Error);
    } finally {
      setBusy(false);
    }
  };
  if (!file) return <p class="muted">To import it, drop the file again.</p>;
  return (
    <div class="row">
      {found.state === "done" && (
        <button type="button" class="primary" disabled={busy} onClick={() => void again({ dryRun: false })}>
          Import it now
        </button>
      )}
      {asks(found, "dates") && (
        <>
          <button type="button" disabled={busy} onClick={() => void again({ dryRun: true, dates: "day-first" })}>
            Read 03/04 as 3 April
          </button>
          <button type="button" disabled={busy} onClick={() => void again({ dryRun: true, dates: "month-first" })}>
            Read 03/04 as March 4
          </button>
        </>
      )}
      {asks(found, "decimal") && (
        <>
          <button type="button" disabled={busy} onClick={() => void again({ dryRun: true, decimal: "point" })}>
            Read 1,234 as a thousand
          </button>
          <button type="button" disabled={busy} onClick={() => void again({ dryRun: true, decimal: "comma" })}>
            Read 1,234 as one and a bit
          </button>
        </>
      )}
      {error && <Trouble error={error} />}
    </div>
  );
}

/** An import that failed goes on from where it was. */
export function Retry({ found, again }: { found: Import; again: () => void }) {
  const [error, setError] = useState<Error>();
  if (asks(found, "dates") || asks(found, "decimal")) return null;
  const retry = (): Promise<void> =>
    post("/api/imports/{importId}/retry", { path: { importId: found.importId } }).then(again, setError);
  return (
    <div class="row">
      <button type="button" onClick={() => void retry()}>
        Go on with it
      </button>
      {error && <Trouble error={error} />}
    </div>
  );
}

/** Whether the file was refused because it has two readings, and this option is the one that the API names to settle it. */
function asks(found: Import, option: "dates" | "decimal"): boolean {
  return found.state === "failed" && new RegExp(`\\b${option}\\b`).test(found.error ?? "");
}
