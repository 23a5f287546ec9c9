// The shop's loyalty programs: what each gives, and what it gives it for.
import { get } from "../../api/client";
import { useLoad } from "../../api/load";
import { Chip, PageHead } from "../../parts/bits";
import { Empty, Shown } from "../../parts/states";
import { Table } from "../../parts/table";
import { to } from "../../router";
import { theShop } from "../../shop/shop";
import { howItEarns, PROGRAM_TYPES } from "../../words/loyalty";
import { count } from "../../words/numbers";
import { named } from "../../words/people";
import { ProgramPage } from "./program";

/** All programs, for the list and for each alone. */
export function usePrograms() {
  return useLoad("loyalty programs", (signal) => get("/api/customers/loyalty-programs", { signal }));
}

/** `id`: of a program; "new" for one that is being made. */
export function LoyaltyPage({ id }: { id: string | undefined }) {
  const found = usePrograms();
  if (id !== undefined) return <ProgramPage id={id === "new" ? null : id} found={found} key={id} />;
  return (
    <>
      <PageHead title="Loyalty" note="What customers get for what they buy. Nobody enrols: points follow from orders, and are right at the moment they are read.">
        {theShop().role === "admin" && <a href={to(["loyalty", "new"])}>New program</a>}
      </PageHead>
      <Shown of={found} lines={6}>
        {({ data }) => (
          <Table
            caption="Loyalty programs"
            rows={data}
            rowKey={(row) => row.id}
            columns={[
              {
                name: "Program",
                cell: (row) => (
                  <a href={to(["loyalty", row.id])}>
                    <bdi>{row.name}</bdi>
                  </a>
                ),
              },
              { name: "Type", room: "wide", cell: (row) => named(PROGRAM_TYPES, row.type) },
              { name: "State", cell: (row) => <Chip tone={row.status === "active" ? "good" : ""}>{row.status === "active" ? "on" : "off"}</Chip> },
              { name: "What it gives", room: "wide", cell: (row) => howItEarns(row) },
              { name: "Tiers", kind: "number", cell: (row) => count(row.tiers.length) },
              { name: "Rewards", kind: "number", cell: (row) => count(row.rewards.length) },
            ]}
            none={
              <Empty>
                <p>No program yet. {theShop().role === "admin" ? "Make one, and every order since the day that you name has earned." : "An admin of the shop may make one."}</p>
              </Empty>
            }
          />
        )
        }
      </Shown>
    </>
  );
}
