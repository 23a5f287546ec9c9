// One loyalty program: what it gives, its rewards and tiers, what was changed of it, and the form that changes it.
import { get, type AnswerTo } from "../../api/client";
import { useLoad, type Loading } from "../../api/load";
import { Chip, PageHead } from "../../parts/bits";
import { walk } from "../../parts/export";
import { Fold } from "../../parts/fold";
import { Empty, Shown } from "../../parts/states";
import { Table } from "../../parts/table";
import { to } from "../../router";
import { theShop } from "../../shop/shop";
import * as dates from "../../words/dates";
import { howItEarns, PROGRAM_TYPES, whatItIs, type Program } from "../../words/loyalty";
import { count, counted } from "../../words/numbers";
import { named } from "../../words/people";
import { Editor } from "./editor";
import { Summary } from "./summary";

type Programs = AnswerTo<"/api/customers/loyalty-programs">;

export function ProgramPage({ id, found }: { id: string | null; found: Loading<Programs> }) {
  const mayChange = theShop().role === "admin";
  return (
    <Shown of={found} lines={8}>
      {({ data }) => {
        const program = data.find((one) => one.id === id) ?? null;
        if (id !== null && !program) return <Empty>There is no such program. <a href={to(["loyalty"])}>Show all programs</a></Empty>;
        return (
          <>
            <a class="back" href={to(["loyalty"])}>
              Back to the programs
            </a>
            <PageHead title={<bdi>{program?.name ?? "New program"}</bdi>} note={program && named(PROGRAM_TYPES, program.type)}>
              {program?.status === "inactive" && <Chip>off</Chip>}
            </PageHead>
            {program && <Standing program={program} />}
            {program && <Summary program={program} />}
            {mayChange ? <Editor key={program?.etag ?? "new"} program={program} again={found.again} /> : !program && <Empty>An admin of the shop may make a program.</Empty>}
            {program && <History program={program} />}
          </>
        );
      }}
    </Shown>
  );
}

function Standing({ program }: { program: Program }) {
  return (
    <>
      <section class="figure">
        <h2>What it gives</h2>
        <p>{howItEarns(program)}</p>
        <p class="muted">So it stands since {dates.day(program.effectiveFrom)}. What was earned before stays as it was.</p>
      </section>
      <div class="halves">
        <section class="figure">
          <h2>Rewards</h2>
          <Table
            caption="Rewards"
            rows={program.rewards}
            rowKey={(row) => row.id}
            columns={[
              { name: "Reward", cell: (row) => <bdi>{row.name}</bdi> },
              { name: "What it is", cell: whatItIs },
              { name: "Points", kind: "number", cell: (row) => count(row.points) },
            ]}
            none="None: points are redeemed as a number."
          />
        </section>
        <section class="figure">
          <h2>Tiers</h2>
          <Table
            caption="Tiers"
            rows={program.tiers}
            rowKey={(row) => row.name}
            columns={[
              { name: "Tier", cell: (row) => <bdi>{row.name}</bdi> },
              { name: "From points", kind: "number", cell: (row) => count(row.threshold) },
              { name: "Earns times", kind: "number", cell: (row) => String(row.multiplier) },
              { name: "Kept below it", kind: "number", room: "wide", cell: (row) => (row.graceDays ? counted(row.graceDays, "day") : "not at all") },
            ]}
            none="None: everybody earns alike."
            below={<p class="muted">By the points that were earned within {counted(program.tierWindowDays, "day")}.</p>}
          />
        </section>
      </div>
    </>
  );
}

function History({ program }: { program: Program }) {
  return (
    <section class="figure folds">
      <Fold title="History" note={`edited ${program.revision === 1 ? "once" : `${program.revision} times`}, last ${dates.instant(program.updatedAt)}`}>
        <Edits program={program} />
      </Fold>
    </section>
  );
}

function Edits({ program }: { program: Program }) {
  const found = useLoad(`program edits ${program.id} ${program.etag}`, (signal) =>
    walk(
      async (cursor) => {
        const { data, nextCursor, asOf } = await get("/api/customers/loyalty-programs/{programId}/revisions", { path: { programId: program.id }, query: { limit: 500, ...(cursor ? { cursor } : {}) }, signal });
        return { rows: data, next: nextCursor, asOf };
      },
      (one) => String(one.program.revision),
    ),
  );
  return (
    <Shown of={found} lines={3}>
      {({ rows }) => (
        <Table
          caption="Edits, newest first"
          rows={rows}
          rowKey={(row) => String(row.program.revision)}
          columns={[
            { name: "When", cell: (row) => dates.instant(row.program.updatedAt) },
            { name: "Who", room: "wide", cell: (row) => <bdi>{row.program.updatedBy ?? "not said"}</bdi> },
            { name: "Stands", cell: stands },
            { name: "What it gives", cell: (row) => howItEarns(row.program) },
          ]}
        />
      )}
    </Shown>
  );
}

function stands({ standsFrom, standsUntil }: { standsFrom: string | null; standsUntil: string | null }) {
  if (standsFrom === null) return <span class="muted">never: a later edit took its place</span>;
  return `from ${dates.day(standsFrom)} ${standsUntil ? `until ${dates.day(standsUntil)}` : "on"}`;
}
