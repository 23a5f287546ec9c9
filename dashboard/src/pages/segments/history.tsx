// What each edit of a segment changed, who made it and when.
import { get, type AnswerTo } from "../../api/client";
import { useLoad } from "../../api/load";
import { walk } from "../../parts/export";
import { Fold } from "../../parts/fold";
import { Shown } from "../../parts/states";
import { Table } from "../../parts/table";
import * as dates from "../../words/dates";
import { sayRule } from "./rule/say";
import type { Criteria } from "./rule/tree";
import type { OwnSegment, Vocabulary } from "./rule/vocabulary";

type Revision = AnswerTo<"/api/customers/segments/{segmentId}/revisions">["data"][number];

export function History({ segment, words }: { segment: OwnSegment; words: Vocabulary }) {
  return (
    <section class="figure folds">
      <Fold title="History" note={`edited ${segment.revision === 1 ? "once" : `${segment.revision} times`}, last ${dates.instant(segment.updatedAt)}`}>
        <Edits segment={segment} words={words} />
      </Fold>
    </section>
  );
}

function Edits({ segment, words }: { segment: OwnSegment; words: Vocabulary }) {
  const found = useLoad(`revisions ${segment.id} ${segment.etag}`, (signal) =>
    walk(
      async (cursor) => {
        const { data, nextCursor, asOf } = await get("/api/customers/segments/{segmentId}/revisions", { path: { segmentId: segment.id }, query: { limit: 500, ...(cursor ? { cursor } : {}) }, signal });
        return { rows: data, next: nextCursor, asOf };
      },
      (one) => String(one.revision),
    ),
  );
  return (
    <Shown of={found} lines={3}>
      {({ rows }) => (
        <Table
          caption="Edits, newest first"
          rows={rows.map((one, at) => ({ one, before: rows[at + 1] }))}
          rowKey={({ one }) => String(one.revision)}
          columns={[
            { name: "When", cell: ({ one }) => dates.instant(one.at) },
            { name: "Who", room: "wide", cell: ({ one }) => <bdi>{one.by ?? "not said"}</bdi> },
            { name: "What", cell: ({ one, before }) => changesOf(one, before) },
            { name: "Rule", cell: ({ one }) => (one.segment.criteria ? sayRule(one.segment.criteria as Criteria, words) : "by hand alone") },
          ]}
        />
      )}
    </Shown>
  );
}

const NAMES = { name: "name", description: "what it is for", color: "colour", criteria: "rule", active: "on or off", announces: "whether others are told" } as const;

function changesOf(one: Revision, before: Revision | undefined): string {
  if (one.deleted) return "removed";
  if (!before) return "made";
  const changed = (Object.keys(NAMES) as (keyof typeof NAMES)[]).filter((key) => JSON.stringify(one.segment[key]) !== JSON.stringify(before.segment[key]));
  return changed.map((key) => NAMES[key]).join(", ") || "nothing";
}
