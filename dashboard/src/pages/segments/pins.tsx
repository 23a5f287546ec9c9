// Who was put into a segment by hand and who is kept out of it: by whom, and when.
import { useState } from "preact/hooks";
import { get, type AnswerTo } from "../../api/client";
import { changes, useLoad } from "../../api/load";
import type { Act } from "../../parts/act";
import { Chip } from "../../parts/bits";
import { Shown, totalSaid } from "../../parts/states";
import { Table, type Column } from "../../parts/table";
import { to } from "../../router";
import { mayEdit } from "../../shop/shop";
import * as dates from "../../words/dates";

type Pin = AnswerTo<"/api/customers/segments/{segmentId}/pins">["data"][number];

interface Props {
  segmentId: string;
  act: Act;
  /** Leaves them to the rule again. */
  unpin: (customerId: string) => void;
}

const SHOWN = 50;

export function Pins({ segmentId, act, unpin }: Props) {
  const [cursor, setCursor] = useState<string>();
  const found = useLoad(`pins ${segmentId} ${cursor ?? ""} ${changes.value}`, (signal) =>
    get("/api/customers/segments/{segmentId}/pins", { path: { segmentId }, query: { limit: SHOWN, ...(cursor ? { cursor } : {}) }, signal }),
  );
  const rule: Column<Pin> = {
    name: "As the rule says",
    kind: "act",
    cell: (row) => (
      <button type="button" class="bare" disabled={act.busy} aria-label={`As the rule says: ${row.customerId}`} onClick={() => unpin(row.customerId)}>
        As the rule says
      </button>
    ),
  };
  const columns: Column<Pin>[] = [
    { name: "Customer", cell: (row) => <a href={to(["customers", row.customerId])}><bdi>{row.customerId}</bdi></a> },
    { name: "Is", cell: (row) => <Chip tone={row.pin === "in" ? "good" : ""}>{row.pin === "in" ? "put in" : "kept out"}</Chip> },
    { name: "Since", cell: (row) => dates.instant(row.pinnedAt) },
    { name: "By", room: "wide", cell: (row) => <bdi>{row.pinnedBy ?? "not said"}</bdi> },
  ];
  return (
    <Shown of={found} lines={3}>
      {({ data, total, nextCursor }) =>
        data.length || cursor ? (
          <>
            <p class="muted" role="status">
              {totalSaid(total, data.length, "customer")} by hand, the newest first.
            </p>
            <Table caption="By hand, newest first" rows={data} rowKey={(row) => row.customerId} columns={mayEdit() ? [...columns, rule] : columns} />
            <p class="pages">
              {cursor && (
                <button type="button" class="quiet" onClick={() => setCursor(undefined)}>
                  First page
                </button>
              )}
              {nextCursor && (
                <button type="button" class="quiet" onClick={() => setCursor(nextCursor)}>
                  Next page
                </button>
              )}
            </p>
          </>
        ) : (
          <p class="muted">Nobody: all are in it, or not, as the rule says.</p>
        )
      }
    </Shown>
  );
}
