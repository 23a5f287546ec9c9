// One erasure: how far it is, what was found and deleted, what remains until when, and its certificate.
import { useState } from "preact/hooks";
import { get, post } from "../../api/client";
import { useLoad } from "../../api/load";
import { offer } from "../../csv";
import { useAct } from "../../parts/act";
import { Chip, PageHead } from "../../parts/bits";
import { useFollow } from "../../parts/follow";
import { Shown, Trouble } from "../../parts/states";
import { Sure } from "../../parts/sure";
import { Table } from "../../parts/table";
import { to } from "../../router";
import * as dates from "../../words/dates";
import { count, counted } from "../../words/numbers";
import { ERASURE_STATES, hasEnded, whatWasCounted, type Erasure } from "../../words/privacy";
import { WayBack } from "./way_back";

export function ErasurePage({ id }: { id: string }) {
  const found = useLoad(`erasure ${id}`, (signal) => get("/api/customers/privacy/erasures/{jobId}", { path: { jobId: id }, signal }));
  return (
    <>
      <a class="back" href={to(["privacy"])}>
        Back to the erasures
      </a>
      <Shown of={found} lines={8}>
        {({ data }) => <Followed key={`${data.jobId} ${data.state} ${data.releasedAt}`} first={data} again={found.again} />}
      </Shown>
    </>
  );
}

/** Read again until it has ended; what is on the page stays while it is. */
function Followed({ first, again }: { first: Erasure; again: () => void }) {
  const [job, setJob] = useState(first);
  const [error, setError] = useState<Error>();
  useFollow({
    job,
    ended: hasEnded,
    read: async ({ jobId }) => ({ ...(await get("/api/customers/privacy/erasures/{jobId}", { path: { jobId } })).data }),
    told: setJob,
    failed: setError,
  });
  return (
    <>
      {error && <Trouble error={error} again={again} kept />}
      <One job={job} again={again} />
    </>
  );
}

function One({ job, again }: { job: Erasure; again: () => void }) {
  const act = useAct(again);
  const path = { jobId: job.jobId };
  return (
    <>
      <PageHead title={<>Erasure <code>{job.jobId}</code></>} note={job.reason && <bdi>{job.reason}</bdi>}>
        <Chip tone={ERASURE_STATES[job.state].tone}>{job.state}</Chip>
        {job.releasedAt && <Chip>released</Chip>}
      </PageHead>
      {act.trouble}
      <section class="figure">
        <p role="status">{ERASURE_STATES[job.state].says}</p>
        {job.error && <p class="risk">{job.error}</p>}
        <p class="muted">
          Asked for {dates.instant(job.createdAt)}
          {job.requestedBy && (
            <>
              {" "}by <bdi>{job.requestedBy}</bdi>
            </>
          )}
          . {job.state === "waiting" && `It begins ${dates.instant(job.beginsAt)}.`} {job.finishedAt && `Ended ${dates.instant(job.finishedAt)}.`} Of whom, this hash says: <code>{job.personHash}</code>
        </p>
        {job.state === "waiting" && (
          <p>
            <Sure verb="Cancel the erasure" question="Everything stays as it is." disabled={act.busy} run={() => void act.run(() => post("/api/customers/privacy/erasures/{jobId}/cancel", { path }))} />
          </p>
        )}
      </section>
      {job.certificate && <Certificate job={job} />}
      {job.state === "done" && <WayBack job={job} again={again} />}
      <div class="halves">
        {job.counts && <Counts counts={job.counts} />}
        {job.remains.length > 0 && <Remains job={job} />}
      </div>
      {job.sameAddress.length > 0 && <SameAddress orders={job.sameAddress} />}
    </>
  );
}

function Certificate({ job }: { job: Erasure }) {
  const name = `erasure-${job.jobId}.json`;
  return (
    <section class="figure">
      <h2>Certificate</h2>
      <p>What was found and deleted, who asked and when, and what remains until when, signed. It names nobody.</p>
      <p>
        <button type="button" class="primary" onClick={() => offer(name, `${JSON.stringify(job.certificate, null, 2)}\n`, "application/json")}>
          Save the certificate
        </button>
      </p>
      <p class="muted">
        Whoever gets it checks it without us, by <code>regulars verify-erasure {name}</code>: a byte that was changed is found.
      </p>
    </section>
  );
}

function Counts({ counts }: { counts: Readonly<Record<string, number>> }) {
  return (
    <section class="figure">
      <h2>What was found and deleted</h2>
      <Table
        caption="What was found and deleted"
        rows={Object.entries(counts)}
        rowKey={([kind]) => kind}
        columns={[
          { name: "What", cell: ([kind]) => whatWasCounted(kind) },
          { name: "How many", kind: "number", cell: ([, many]) => count(many) },
        ]}
      />
    </section>
  );
}

function Remains({ job }: { job: Erasure }) {
  return (
    <section class="figure">
      <h2>What remains, until when</h2>
      <Table
        caption="What remains, until when"
        rows={job.remains}
        rowKey={(row) => row.where}
        columns={[
          { name: "Where", cell: (row) => row.where },
          { name: "What", room: "wide", cell: (row) => row.what },
          { name: "Gone by", kind: "number", cell: (row) => dates.day(row.until) },
        ]}
      />
    </section>
  );
}

function SameAddress({ orders }: { orders: readonly string[] }) {
  return (
    <section class="figure">
      <h2>The same address</h2>
      <p>{counted(orders.length, "order")} of other customers named an address of theirs, and were taken without it:</p>
      <p class="chips">
        {orders.map((one) => (
          <Chip>
            <bdi>{one}</bdi>
          </Chip>
        ))}
      </p>
    </section>
  );
}
