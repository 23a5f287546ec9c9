// One import: what the file was taken for, what came of it, and what was refused.
import { useEffect, useState } from "preact/hooks";
import { get } from "../../api/client";
import { forgetAll, useLoad } from "../../api/load";
import { Bars } from "../../charts/bars";
import { Chip } from "../../parts/bits";
import { Shown } from "../../parts/states";
import { theShop } from "../../shop/shop";
import * as dates from "../../words/dates";
import { count, counted, money } from "../../words/numbers";
import { Decide, Retry } from "./decide";
import { asksColumns, FIELDS } from "./explain";
import { inWords, withoutOptions } from "./header";
import { TONES } from "./imports";
import { Recognised } from "./recognised";
import { Refusals } from "./refusals";
import type { Import } from "./upload";

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
  return <Shown of={loaded}>{({ data }) => <Report found={data} again={() => setRound(round + 1)} />}</Shown>;
}

function Report({ found, again }: { found: Import; again: () => void }) {
  const going = found.state === "waiting" || found.state === "running";
  return (
    <>
      <h2>
        <bdi>{found.fileName}</bdi> <Chip tone={TONES[found.state] ?? ""}>{found.state}</Chip> {found.dryRun && <Chip>dry run: nothing was written</Chip>}
      </h2>
      {going && <Going found={found} />}
      {found.error && <p class="trouble">{asksColumns(found) ? inWords(withoutOptions(found.error), FIELDS) : withoutOptions(found.error)}</p>}
      {found.state === "failed" && theShop().role !== "viewer" && <Retry found={found} again={again} />}
      {found.dryRun && !going && <Decide found={found} />}
      {found.recognised?.encoding && <Recognised found={found.recognised} />}
      {found.counts && (found.state !== "failed" || found.counts.rows > 0) && <Counts found={found} />}
      {found.options.exportedAt && <p class="muted">Exported {dates.instant(found.options.exportedAt)}: what was told live since then stays as it was.</p>}
      {found.advice.length > 0 && (
        <section class="figure">
          <h3>Worth a thought</h3>
          <ul>
            {found.advice.map((one) => (
              <li>{withoutOptions(one)}</li>
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
        {!!found.withoutCustomer?.orders && (
          <div>
            <dt>Orders of nobody, not counted</dt>
            <dd>
              {count(found.withoutCustomer.orders)}, {money(found.withoutCustomer.amount)}
            </dd>
          </div>
        )}
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
