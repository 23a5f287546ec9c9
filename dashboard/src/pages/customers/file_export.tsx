// A list or a segment as a file that the API writes: begun, waited for, and offered as a link. Only an admin may.
import { useState } from "preact/hooks";
import { get, post, type AnswerTo } from "../../api/client";
import { useFollow } from "../../parts/follow";
import { Trouble } from "../../parts/states";
import { theShop } from "../../shop/shop";
import { count, counted } from "../../words/numbers";
import type { Filters } from "./query";

type Export = AnswerTo<"/api/customers/exports/{exportId}">["data"];
type Format = Export["format"];

const FORMATS: Readonly<Record<Format, string>> = {
  csv: "CSV, every field",
  jsonl: "JSON lines, every field",
  klaviyo: "Klaviyo, bulk import",
  meta: "Meta, custom audience",
  mailchimp: "Mailchimp, contacts",
};

export function FileExport({ filters }: { filters: Filters }) {
  const [format, setFormat] = useState<Format>("csv");
  const [job, setJob] = useState<Export>();
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const begin = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    setJob(undefined);
    try {
      const { data } = await post("/api/customers/exports", { body: requestOf(format, filters) });
      setJob(data);
      if (ended(data)) setBusy(false);
    } catch (failed) {
      stop(failed as Error);
    }
  };
  const stop = (failed: Error): void => {
    setError(failed);
    setBusy(false);
  };
  useFollow({
    job,
    ended,
    read: async ({ exportId }) => ({ ...(await get("/api/customers/exports/{exportId}", { path: { exportId } })).data }),
    told: (found) => {
      setJob(found);
      if (ended(found)) setBusy(false);
    },
    failed: stop,
  });
  if (theShop().role !== "admin") return null;
  return (
    <span class="row">
      <select aria-label="Export as" value={format} disabled={busy} onChange={(event) => setFormat(event.currentTarget.value as Format)}>
        {Object.entries(FORMATS).map(([name, said]) => (
          <option value={name}>{said}</option>
        ))}
      </select>
      <button type="button" disabled={busy} onClick={() => void begin()}>
        {busy ? "Exporting ..." : "Export"}
      </button>
      <span class="muted" role="status">
        {job?.file && (
          <>
            <a href={job.file.url} download={job.file.name}>
              {job.file.name}
            </a>{" "}
          </>
        )}
        {job && saidOf(job)}
      </span>
      {error && <Trouble error={error} again={() => void begin()} />}
    </span>
  );
}

/** What the API is asked for so that the file has whom the list shows. */
function requestOf(format: Format, filters: Filters) {
  const { sort: _order, customSegment, asOf, ...rest } = filters;
  return { format, filters: rest, segment: customSegment ?? null, fields: null, asOf: asOf ?? null, includeOptedOut: null };
}

function ended(job: Export): boolean {
  return job.state === "done" || job.state === "failed";
}

/** Whom the file has, and who was left out of it. */
function saidOf(job: Export): string {
  if (job.error) return job.error;
  if (!job.counts) return "";
  const { doNotContact, optedOut, withoutEmail } = job.counts.leftOut;
  const out = [
    [doNotContact, "not to be contacted"],
    [optedOut, "opted out"],
    [withoutEmail, "without e-mail"],
  ].flatMap(([people, why]) => (people ? [`${count(people as number)} ${why}`] : []));
  return `${counted(job.counts.customers, "customer")}${out.length ? `; left out: ${out.join(", ")}` : ""}`;
}
