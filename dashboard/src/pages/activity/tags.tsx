// The shop's tags: how many have each, and its colour, which is the same for all who have it.
import { get, put, type AnswerTo } from "../../api/client";
import { useLoad } from "../../api/load";
import { useAct } from "../../parts/act";
import { Empty, Shown } from "../../parts/states";
import { Table } from "../../parts/table";
import { place, to } from "../../router";
import { mayEdit } from "../../shop/shop";
import { count } from "../../words/numbers";

type Tag = Extract<AnswerTo<"/api/customers/tags">["data"][number], { customers: unknown }>;

export function TagsTab() {
  const cursor = place.value.query.get("cursor") ?? undefined;
  const found = useLoad(`all tags ${cursor ?? ""}`, (signal) => get("/api/customers/tags", { query: { limit: 200, ...(cursor ? { cursor } : {}) }, signal }));
  const act = useAct(found.again);
  const colour = (tag: Tag, color: string) => void act.run(() => put("/api/customers/tags", { body: { name: tag.name, color } as never }));
  return (
    <>
      {act.trouble}
      <Shown of={found} lines={8}>
        {({ data, nextCursor }) => (
          <Table
            caption="Tags by name"
            rows={data as readonly Tag[]}
            rowKey={(row) => row.name}
            columns={[
              {
                name: "Tag",
                cell: (row) => (
                  <a href={to(["customers"], { tag: row.name })}>
                    <i class="dot" style={{ background: row.color }} />
                    <bdi>{row.name}</bdi>
                  </a>
                ),
              },
              { name: "Customers", kind: "number", cell: (row) => (row.customers === null ? "more than 10,000" : <a href={to(["customers"], { tag: row.name })}>{count(row.customers)}</a>) },
              ...(mayEdit()
                ? [{ name: "Colour", cell: (row: Tag) => <input type="color" value={row.color} aria-label={`Colour of ${row.name}`} disabled={act.busy} onChange={({ currentTarget }) => colour(row, currentTarget.value)} /> }]
                : []),
            ]}
            none={<Empty>None yet. A tag is given on a customer's page.</Empty>}
            below={
              nextCursor && (
                <nav class="pages" aria-label="Pages">
                  <a href={to(["activity"], { tab: "tags", cursor: nextCursor })}>Next page</a>
                </nav>
              )
            }
          />
        )
        }
      </Shown>
    </>
  );
}
