// One import: what the file was taken for, what came of it, and what was refused.
import { useEffect, useState } from "preact/hooks";
import { get } from "../../api/client";
import { forgetAll, useLoad } from "../../api/load";
import { Bars } from "../../charts/bars";
import { Chip } from "../../parts/bits";
import { Shown, Trouble } from "../../parts/states";
import { go, to } from "../../router";
import { theShop } from "../../shop/shop";
import * as dates from "../../words/dates";
import { count, counted, money } from "../../words/numbers";
import { fileOf, keepFile } from "./held";
import { TONES } from "./imports";
import { upload, type Import, type Options } from "./upload";

const LOOK_MS = 1_000;

export function ImportTab({ id }: { id: string }) {
  const [round, setRound] = useState(0);
  const loaded = useLoad(`import ${id} ${round}`, (signal) => get("/api/imports/{importId}", { path: { importId: id }, signal }));
  const state = loaded.state === "ready" ? loaded.value.data.state : null;
  useEffect(() => {
    if (state !== "waiting" && state !== "running") {
      if (state === "done") forgetAll();
      return undefined;
    }
    const timer = setTimeout(() => setRound(round + 1), LOOK_MS);
    return () => clearTimeout(timer);
  }, [state, round]);
  return <Shown of={loaded}>{({ data }) => <Report found={data} />}</Shown>;
}

function Report({ found }: { found: Import }) {
  const going = found.state === "waiting" || found.state === "running";
  return (
    <>
      <h2>
        <bdi>{found.fileName}</bdi> <Chip tone={TONES[found.state] ?? ""}>{found.state}</Chip> {found.dryRun && <Chip>dry run: nothing was written</Chip>}
      </h2>
      {going && <Going found={found} />}
      {found.error && <p class="trouble">{found.error}</p>}
      {found.dryRun && !going && <Decide found={found} />}
      {found.recognised && <Recognised found={found.recognised} />}
      {found.counts && <Counts found={found} />}
      {found.advice.length > 0 && (
        <section class="figure">
          <h3>Worth a thought</h3>
          <ul>
            {found.advice.map((one) => (
              <li>{one}</li>
            ))}
          </ul>
        </section>
      )}
      {found.refusals.length > 0 && <Refusals found={found} />}
    </>
  );
}

function Going({ found }: { found: Import }) {
  const { rows, rowsDone, phase, position } = found.progress;
  return (
    <p role="status">
      {position ? `Waiting: number ${count(position)} in line.` : `${phase}: ${count(rowsDone)}${rows ? ` of ${counted(rows, "row")}` : " rows"}`}
      {rows ? <progress max={rows} value={rowsDone} aria-label="Rows read" /> : null}
    </p>
  );
}

function Decide({ found }: { found: Import }) {
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

/** Whether the file was refused because it has two readings, and this option is the one that the API names to settle it. */
function asks(found: Import, option: "dates" | "decimal"): boolean {
  return found.state === "failed" && new RegExp(`\\b${option}\\b`).test(found.error ?? "");
}

function Recognised({ found }: { found: NonNullable<Import["recognised"]> }) {
  const mapped = Object.entries(found.mapping);
  return (
    <section class="figure">
      <h3>Taken for</h3>
      <dl class="facts">
        <div>
          <dt>Export of</dt>
          <dd>{found.preset ?? found.format}</dd>
        </div>
        <div>
          <dt>Encoding</dt>
          <dd>{found.encoding ?? "none"}</dd>
        </div>
        <div>
          <dt>Currency</dt>
          <dd>{found.currency}</dd>
        </div>
        <div>
          <dt>Times</dt>
          <dd>{found.localTimes ? `as in ${found.timezone}` : "as written"}</dd>
        </div>
        {found.dateExamples.map((one) => (
          <div>
            <dt>
              <code>{one.text}</code> is read as
            </dt>
            <dd>{one.readAs ? dates.instant(one.readAs) : "nothing"}</dd>
          </div>
        ))}
      </dl>
      {mapped.length > 0 && (
        <details>
          <summary>{counted(mapped.length, "column")} used</summary>
          <div class="scroll" tabIndex={0} role="region" aria-label="Columns used">
            <table>
              <thead>
                <tr>
                  <th scope="col">Field</th>
                  <th scope="col">Column of the file</th>
                </tr>
              </thead>
              <tbody>
                {mapped.map(([field, column]) => (
                  <tr>
                    <th scope="row">{field}</th>
                    <td>{column}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
    </section>
  );
}

function Counts({ found }: { found: Import }) {
  const { counts, statuses } = found;
  if (!counts) return null;
  return (
    <section class="figure">
      <h3>{found.dryRun ? "What would come of it" : "What came of it"}</h3>
      <dl class="facts">
        <div>
          <dt>Rows</dt>
          <dd>{count(counts.rows)}</dd>
        </div>
        <div>
          <dt>Orders</dt>
          <dd>{count(counts.ordersRead)}</dd>
        </div>
        <div>
          <dt>Customers</dt>
          <dd>{count(counts.customers)}</dd>
        </div>
        <div>
          <dt>Refused rows</dt>
          <dd class={counts.rowsRefused ? "risk" : ""}>{count(counts.rowsRefused)}</dd>
        </div>
      </dl>
      {statuses.length > 0 && (
        <Bars label="Orders by status" bars={statuses.map((one) => ({ name: `${one.status.replace("_", " ")}${one.counted ? "" : ", not counted"}`, value: one.orders, text: counted(one.orders, "order"), note: money(one.amount, "whole") }))} />
      )}
      {found.reconciliation && (
        <p class="muted">
          The sums of {counted(found.reconciliation.agree, "order")} agree{found.reconciliation.disagree ? `; ${count(found.reconciliation.disagree)} do not` : ""}.
        </p>
      )}
    </section>
  );
}

function Refusals({ found }: { found: Import }) {
  const [error, setError] = useState<Error>();
  // The link is followed, never fetched: the bucket's answer is the browser's to save.
  const open = async (): Promise<void> => {
    try {
      const { data } = await get("/api/imports/{importId}/refused", { path: { importId: found.importId } });
      location.assign(data.url);
    } catch (failed) {
      setError(failed as Error);
    }
  };
  return (
    <section class="figure">
      <header>
        <h3>Refused</h3>
        <button type="button" onClick={() => void open()}>
          Save the refused rows
        </button>
      </header>
      {theShop().role !== "viewer" && <p class="muted">Mend the rows in that file and drop it here again: what is in already stays as it is.</p>}
      <ul class="plain">
        {found.refusals.map((one) => (
          <li>
            Line {count(one.line)}
            {one.column && (
              <>
                , <code>{one.column}</code>
              </>
            )}
            : {one.reason}
          </li>
        ))}
      </ul>
      {error && <Trouble error={error} />}
    </section>
  );
}
