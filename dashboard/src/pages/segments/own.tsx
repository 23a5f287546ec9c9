// The shop's own segments: what each is called, whether it is on, and how many are in it now.
import { get, type AnswerTo } from "../../api/client";
import { useLoad, type Loading } from "../../api/load";
import { Chip } from "../../parts/bits";
import { Empty, Shown, Word } from "../../parts/states";
import { Table } from "../../parts/table";
import { to } from "../../router";
import { theShop } from "../../shop/shop";
import * as dates from "../../words/dates";
import { count } from "../../words/numbers";
import { CustomersExport } from "../customers/export";
import type { OwnSegment } from "./rule/vocabulary";
import { Suggested } from "./suggested";

export function OwnSegments() {
  const found = useLoad("own segments", (signal) => get("/api/customers/segments", { signal }));
  return (
    <>
      <Shown of={found} lines={8}>
        {({ segments }) =>
          segments.length ? (
            <Listed segments={segments} />
          ) : (
            <Empty>
              <p>None yet. A segment of your own is a rule over what is known of customers, or a list by hand.</p>
            </Empty>
          )
        }
      </Shown>
      <Suggested />
    </>
  );
}

type Counted = AnswerTo<"/api/customers/segments">;

function Listed({ segments }: { segments: readonly OwnSegment[] }) {
  // The list is there at once; how many each has is counted meanwhile, by a call of its own.
  const sizes = useLoad(`own sizes ${segments.map((one) => one.etag + one.id).join(" ")}`, (signal) => get("/api/customers/segments", { query: { counts: true }, signal }));
  const at = sizes.state === "ready" && sizes.value.memberCountsAsOf;
  return (
    <>
      <Table
        caption="Own segments"
        rows={segments}
        rowKey={(row) => row.id}
        columns={[
          {
            name: "Segment",
            cell: (row) => (
              <>
                <a href={to(["segments", row.id])}>
                  <i class="dot" style={{ background: row.color }} />
                  <bdi>{row.name}</bdi>
                </a>
                {row.description && (
                  <small class="muted">
                    <bdi>{row.description}</bdi>
                  </small>
                )}
              </>
            ),
          },
          { name: "State", cell: (row) => <span class="chips"><Chip tone={row.active ? "good" : ""}>{row.active ? "on" : "off"}</Chip>{row.criteria === null && <Chip>by hand</Chip>}</span> },
          { name: "Customers", kind: "number", cell: (row) => (row.active ? <Size id={row.id} of={sizes} /> : "none") },
          { name: "Changed", kind: "number", room: "wide", cell: (row) => dates.day(row.updatedAt) },
          { name: "File", kind: "act", cell: (row) => row.active && <CustomersExport name={`${row.id}-${theShop().tenant}`} label={row.name} small filters={{ customSegment: row.id }} /> },
        ]}
      />
      {at && <p class="muted">Counted {dates.instant(at)}; lists and files are of now.</p>}
    </>
  );
}

/** None counted: too many customers for it, and the list says the rest. */
function Size({ id, of }: { id: string; of: Loading<Counted> }) {
  const list = (size?: number) => <a href={to(["customers"], { customSegment: id })}>{size === undefined ? "list" : count(size)}</a>;
  return (
    <Word of={of} meanwhile={of.state === "failed" ? list() : <span class="muted">counting</span>}>
      {({ memberCounts }) => list(memberCounts?.[id])}
    </Word>
  );
}
