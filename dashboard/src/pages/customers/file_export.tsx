// A list or a segment as a file: of its columns, made here, or of every field, written by the API and offered as a link.
import { useState } from "preact/hooks";
import { get, post, type AnswerTo } from "../../api/client";
import { useFollow } from "../../parts/follow";
import { Trouble } from "../../parts/states";
import { theShop } from "../../shop/shop";
import { count, counted } from "../../words/numbers";
import { CustomersExport } from "./export";
import type { Filters } from "./query";

type Export = AnswerTo<"/api/customers/exports/{exportId}">["data"];
type Format = Export["format"];

// Of what is shown everybody may make a file; the API's files are an admin's.
const SHOWN = "shown";
type Choice = Format | typeof SHOWN;
const CHOICES: Readonly<Record<Choice, string>> = {
  shown: "CSV, the columns of this list",
  csv: "CSV, every field",
  jsonl: "JSON lines, every field",
  klaviyo: "Klaviyo, bulk import",
  meta: "Meta, custom audience",
  mailchimp: "Mailchimp, contacts",
};

interface Props {
  /** The beginning of the name of a file that is made here. */
  name: string;
  filters: Filters;
}

export function ListExport({ name, filters }: Props) {
  const [choice, setChoice] = useState<Choice>(SHOWN);
  const [busy, setBusy] = useState(false);
  const made = <CustomersExport name={name} filters={filters} />;
  if (theShop().role !== "admin") return made;
  return (
    <span class="row">
      <select aria-label="Export as" value={choice} disabled={busy} onChange={({ currentTarget: { value } }) => setChoice(value as Choice)}>
        {Object.entries(CHOICES).map(([one, said]) => (
          <option value={one}>{said}</option>
        ))}
      </select>
      {choice === SHOWN ? made : <Written key={choice} format={choice} filters={filters} busy={busy} setBusy={setBusy} />}
    </span>
  );
}

interface OfWritten {
  format: Format;
  filters: Filters;
  /** While it is, no other file is chosen. */
  busy: boolean;
  setBusy: (busy: boolean) => void;
}

function Written({ format, filters, busy, setBusy }: OfWritten) {
  const [job, setJob] = useState<Export>();
  const [error, setError] = useState<Error>();
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
  return (
    <>
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
    </>
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
