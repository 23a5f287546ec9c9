// Copies for persons, all that were asked for: of whom, how far, and their links for a quarter of an hour.
import { useState } from "preact/hooks";
import { get } from "../../api/client";
import { useLoad } from "../../api/load";
import { Chip } from "../../parts/bits";
import { Shown, Trouble } from "../../parts/states";
import { Table } from "../../parts/table";
import { to } from "../../router";
import * as dates from "../../words/dates";
import { count } from "../../words/numbers";
import { FILES_GONE, inWords, type Copy } from "../../words/privacy";

const TONES: Readonly<Record<Copy["state"], string>> = { waiting: "", running: "", done: "good", failed: "risk" };
const ERASED = "[erased]";

export function Copies() {
  const [after, setAfter] = useState<string>();
  const found = useLoad(`copies ${after ?? ""}`, (signal) => get("/api/customers/privacy/exports", { query: { limit: 20, ...(after ? { cursor: after } : {}) }, signal }));
  const [opened, setOpened] = useState<Copy>();
  const [error, setError] = useState<Error>();
  const open = (jobId: string): void => {
    setError(undefined);
    get("/api/customers/privacy/exports/{jobId}", { path: { jobId } }).then(({ data }) => setOpened({ ...data }), setError);
  };
  return (
    <section class="figure">
      <h2>Copies for persons</h2>
      <Shown of={found} lines={3}>
        {({ data, meta }) =>
          data.length || after ? (
            <>
              <Table
                caption="Copies for persons, newest first"
                rows={data}
                rowKey={(row) => row.jobId}
                columns={[
                  { name: "Of", cell: (row) => (row.customerId === ERASED ? <span class="muted">erased</span> : <a href={to(["customers", row.customerId])}>{row.customerId}</a>) },
                  { name: "State", cell: (row) => <Chip tone={TONES[row.state]}>{row.state}</Chip> },
                  { name: "Asked for", kind: "number", room: "wide", cell: (row) => dates.instant(row.createdAt) },
                  { name: "Files", cell: (row) => row.state === "done" && <button type="button" class="quiet" aria-label={`Links of the copy of ${row.customerId}, ${dates.instant(row.createdAt)}`} onClick={() => open(row.jobId)}>Links</button> },
                ]}
              />
              {(meta.nextCursor || after) && (
                <p class="row">
                  {after && <button type="button" class="quiet" onClick={() => setAfter(undefined)}>Newest copies</button>}
                  {meta.nextCursor && <button type="button" class="quiet" onClick={() => setAfter(meta.nextCursor ?? undefined)}>Older copies</button>}
                </p>
              )}
            </>
          ) : (
            <p class="muted">None was asked for yet. A customer's own page has it, under Privacy.</p>
          )
        }
      </Shown>
      {error && <Trouble error={error} />}
      <div role="status">{opened && <CopyFiles copy={opened} />}</div>
    </section>
  );
}

/** What came of one: its links, or why there are none, and what is in it. */
export function CopyFiles({ copy }: { copy: Copy }) {
  return (
    <>
      {copy.error && <p class="risk">{copy.error}</p>}
      {copy.filesGone && <p class="muted">{FILES_GONE[copy.filesGone]}</p>}
      {copy.files && (
        <>
          <p class="row">
            <a href={copy.files.page.url} target="_blank" rel="noreferrer">
              The page for them
            </a>
            <a href={copy.files.data.url} download={copy.files.data.name}>
              {copy.files.data.name}
            </a>
          </p>
          <p class="muted">
            The links are valid until {dates.instant(copy.files.expiresAt)}, the files are kept until {dates.day(copy.files.keptUntil)}.
          </p>
        </>
      )}
      {copy.counts && (
        <p class="muted">
          {Object.entries(copy.counts)
            .map(([kind, many]) => `${inWords(kind)}: ${count(many)}`)
            .join(" · ")}
        </p>
      )}
    </>
  );
}
