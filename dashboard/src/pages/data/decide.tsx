// What is done with a file that was tried, and with one that stopped half-way.
import { useState } from "preact/hooks";
import { post } from "../../api/client";
import { Trouble } from "../../parts/states";
import { go, to } from "../../router";
import { asksColumns, asksStatus, Columns, Statuses } from "./explain";
import { fileOf, keepFile } from "./held";
import { upload, type Import, type Options } from "./upload";

export function Decide({ found }: { found: Import }) {
  const file = fileOf(found.importId);
  const own = file ? ownDate(file, found) : "";
  const [exported, setExported] = useState(own);
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  // What settled a question in the dry run holds for the import too.
  const { dates, decimal, mapping, statuses } = found.options as Pick<Options, "dates" | "decimal"> & { mapping: Record<string, string>; statuses: Record<string, string> };
  const settled = { ...(dates ? { dates } : {}), ...(decimal ? { decimal } : {}), ...given({ mapping, statuses }) };
  const tryIt = (options: Partial<Options>): void => void again({ dryRun: true, ...options });
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
    <>
      {asksColumns(found) && <Columns found={found} file={file} busy={busy} again={tryIt} />}
      <Statuses found={found} busy={busy} again={tryIt} />
      <div class="row">
        {found.state === "done" && (
          <>
            <label class="inline">
              Exported
              <input type="datetime-local" value={local(exported)} onInput={({ currentTarget: { value } }) => setExported(value && new Date(value).toISOString())} />
            </label>
            <button type="button" class="primary" disabled={busy} onClick={() => void again({ dryRun: false, ...(exported ? { exportedAt: exported } : {}) })}>
              Import it now
            </button>
            <p class="muted">{own ? "By the file's own date." : "By its own date the file is older than orders in it."} What was told live since it was exported stays.</p>
          </>
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
    </>
  );
}

/** Those of which something was said: a file of JSON lines takes no columns. */
function given(options: Record<string, Record<string, string>>): Partial<Options> {
  return Object.fromEntries(Object.entries(options).filter(([, said]) => Object.keys(said).length));
}

/** The file's own date, where everything in it is older; else nobody knows. */
function ownDate(file: File, { newestAt }: Import): string {
  return newestAt && Date.parse(newestAt) < file.lastModified ? new Date(file.lastModified).toISOString() : "";
}

/** An instant as the field shows it: in the reader's own zone, to the minute. */
function local(at: string): string {
  if (!at) return "";
  const instant = new Date(at);
  return new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** An import that failed goes on from where it was. */
export function Retry({ found, again }: { found: Import; again: () => void }) {
  const [error, setError] = useState<Error>();
  if (asks(found, "dates") || asks(found, "decimal") || asksColumns(found) || asksStatus(found)) return null;
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
