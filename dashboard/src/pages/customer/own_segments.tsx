// Which of the shop's own segments they are in, and what decided it; by hand, in or out whatever the rule says.
import { get, post } from "../../api/client";
import { useLoad } from "../../api/load";
import { useAct } from "../../parts/act";
import { Chip } from "../../parts/bits";
import { Shown, Word } from "../../parts/states";
import { to } from "../../router";
import { mayEdit } from "../../shop/shop";
import { sayAt } from "../segments/rule/say";
import type { Criteria } from "../segments/rule/tree";
import { useVocabulary, type OwnSegment, type Vocabulary } from "../segments/rule/vocabulary";

const DECIDED: Readonly<Record<string, string>> = { pinned: "by hand", excluded: "by hand", noRule: "nobody put them in", inactive: "the segment is off" };
const BY_THE_RULE = "by the rule";

export function OwnSegmentsOf({ id }: { id: string }) {
  const found = useLoad(`own segments ${id}`, (signal) => get("/api/customers/segments", { query: { customerId: id, explain: true }, signal }));
  const words = useVocabulary();
  const act = useAct(found.again);
  const pin = (action: string, segmentId: string): void => void act.run(() => post("/api/customers/segments", { body: { action, segmentId, customerId: id } as never }));
  return (
    <>
      {act.trouble}
      <Shown of={found} lines={3}>
        {({ segments, explanation }) => (
          <ul class="plain">
            {segments.map((segment) => {
              const verdict = explanation?.find((one) => one.segmentId === segment.id);
              const byHand = verdict?.decidedBy === "pinned" || verdict?.decidedBy === "excluded";
              return (
                <li class="row">
                  <a href={to(["segments", segment.id])}>
                    <i class="dot" style={{ background: segment.color }} />
                    <bdi>{segment.name}</bdi>
                  </a>
                  <Chip tone={verdict?.member ? "good" : ""}>{verdict?.member ? "in it" : "not in it"}</Chip>
                  {verdict && (
                    <span class="muted">
                      <Word of={words} meanwhile={DECIDED[verdict.decidedBy] ?? BY_THE_RULE}>
                        {(vocabulary) => why(verdict.decidedBy, segment, vocabulary)}
                      </Word>
                    </span>
                  )}
                  {mayEdit() && segment.active && (
                    <>
                      {verdict?.decidedBy !== "pinned" && (
                        <button type="button" class="bare" disabled={act.busy} aria-label={`Put in: ${segment.name}`} onClick={() => pin("add_member", segment.id)}>
                          Put in
                        </button>
                      )}
                      {verdict?.decidedBy !== "excluded" && (
                        <button type="button" class="bare" disabled={act.busy} aria-label={`Keep out: ${segment.name}`} onClick={() => pin("exclude", segment.id)}>
                          Keep out
                        </button>
                      )}
                      {byHand && (
                        <button type="button" class="bare" disabled={act.busy} aria-label={`As the rule says: ${segment.name}`} onClick={() => pin("remove_member", segment.id)}>
                          As the rule says
                        </button>
                      )}
                    </>
                  )}
                </li>
              );
            })}
            {!segments.length && (
              <li class="muted">
                There are none yet. <a href={to(["segments"], { by: "own" })}>Make one</a>
              </li>
            )}
          </ul>
        )}
      </Shown>
    </>
  );
}

/** What decided: somebody, or the condition at which the question ended. */
function why(decidedBy: string, segment: OwnSegment, words: Vocabulary): string {
  return DECIDED[decidedBy] ?? (segment.criteria ? sayAt(segment.criteria as Criteria, decidedBy, words) : null) ?? BY_THE_RULE;
}
