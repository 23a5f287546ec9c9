// All customers of a program: how many in which tier, what their points would cost, and whose lapse soon.
import { get, type AnswerTo } from "../../api/client";
import { changes, useLoad } from "../../api/load";
import { Name } from "../../parts/bits";
import { Shown } from "../../parts/states";
import { Table } from "../../parts/table";
import { to } from "../../router";
import * as dates from "../../words/dates";
import { points, type Program } from "../../words/loyalty";
import { count, counted, money } from "../../words/numbers";
import { Fact } from "../customer/facts";

export type Summed = AnswerTo<"/api/customers/loyalty-programs/{programId}/summary">;
type Lapsing = Summed["data"]["expiringSoon"];

export function Summary({ program }: { program: Program }) {
  const found = useLoad(`program summary ${program.id} ${program.etag} ${changes.value}`, (signal) => get("/api/customers/loyalty-programs/{programId}/summary", { path: { programId: program.id }, signal }));
  return (
    <Shown of={found} lines={6}>
      {({ data }) => (
        <div class="halves">
          <section class="figure">
            <h2>Members</h2>
            <dl class="facts">
              <Fact name="Members">{count(data.members)}</Fact>
              <Fact name="May still be redeemed">{points(data.outstandingPoints)}</Fact>
              <Fact name="Which would cost">{data.liability === null ? "not known" : money(data.liability)}</Fact>
              <Fact name="Redeemed">{count(data.redeemedPoints)}</Fact>
              <Fact name="Lapsed">{count(data.expiredPoints)}</Fact>
            </dl>
            <p class="muted">{data.liability === null ? "What points cost is known by a reward that is money off." : "By the best reward that is money off."}</p>
            {program.tiers.length > 0 && (
              <Table
                caption="Members by tier"
                rows={data.tiers}
                rowKey={(row) => row.tier ?? ""}
                columns={[
                  { name: "Tier", cell: (row) => <bdi>{row.tier ?? "none"}</bdi> },
                  { name: "Members", kind: "number", cell: (row) => count(row.members) },
                ]}
              />
            )}
            <p class="muted small">As of {dates.instant(data.asOf)}.</p>
          </section>
          <section class="figure">
            <h2>Lapsing soon</h2>
            <LapsingSoon lapsing={data.expiringSoon} />
          </section>
        </div>
      )}
    </Shown>
  );
}

function LapsingSoon({ lapsing }: { lapsing: Lapsing }) {
  if (!lapsing.customers) return <p class="muted">Nobody's points lapse within {counted(lapsing.withinDays, "day")}.</p>;
  return (
    <>
      <p>
        <b>{points(lapsing.points)}</b> of {counted(lapsing.customers, "customer")} lapse within {counted(lapsing.withinDays, "day")}.
      </p>
      {!lapsing.data.length && <p class="muted">Of so many customers last night counted, and keeps no names. A customer's own page says what lapses.</p>}
      <Table
        caption="Whose points lapse soon, the most first"
        rows={lapsing.data}
        rowKey={(row) => row.customerId}
        columns={[
          { name: "Customer", cell: (row) => <a href={to(["customers", row.customerId])}><Name name={row.name} id={row.customerId} /></a> },
          { name: "Points", kind: "number", cell: (row) => count(row.points) },
          { name: "The first on", kind: "number", cell: (row) => dates.day(row.firstExpiresAt) },
        ]}
      />
      {lapsing.data.length > 0 && lapsing.customers > lapsing.data.length && <p class="muted">The {count(lapsing.data.length)} with the most.</p>}
    </>
  );
}
