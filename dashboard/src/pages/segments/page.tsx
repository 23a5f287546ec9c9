// One own segment: its rule, who it would hold of, who is in it, who was put in or kept out by hand, and its history.
import { useState } from "preact/hooks";
import { post, Refused, type BodyField } from "../../api/client";
import { useAct } from "../../parts/act";
import { Chip, PageHead } from "../../parts/bits";
import type { Field } from "../../parts/fields";
import { Form } from "../../parts/form";
import { Empty, Shown } from "../../parts/states";
import { Sure } from "../../parts/sure";
import { go, place, to } from "../../router";
import { mayEdit } from "../../shop/shop";
import { History } from "./history";
import { Members } from "./members";
import { GroupOf } from "./rule/builder";
import { Preview } from "./rule/preview";
import { criteriaOf, isWhole, treeOf, type Criteria, type Fault, type Group } from "./rule/tree";
import { useVocabulary, type OwnSegment, type Vocabulary } from "./rule/vocabulary";
import { useSuggested } from "./suggested";

const FIELDS: readonly Field<BodyField<"/api/customers/segments", "post">>[] = [
  { name: "name", label: "Name", most: 100, required: true },
  { name: "description", label: "What it is for", most: 1000 },
  { name: "color", label: "Colour", kind: "colour" },
  { name: "active", label: "On", kind: "yes" },
  { name: "announces", label: "Tell others who joins and leaves", kind: "yes" },
];

export function SegmentPage({ id }: { id: string | null }) {
  const words = useVocabulary();
  return (
    <Shown of={words} lines={10}>
      {(known) => {
        const segment = known.segments.find((one) => one.id === id) ?? null;
        if (id !== null && !segment) return <Empty>There is no such segment; it may have been removed. <a href={to(["segments"], { by: "own" })}>Show your own segments</a></Empty>;
        return (
          <>
            <a class="back" href={to(["segments"], { by: "own" })}>
              Back to your own segments
            </a>
            <PageHead
              title={
                <>
                  {segment && <i class="dot" style={{ background: segment.color }} />} <bdi>{segment?.name ?? "New segment"}</bdi>
                </>
              }
              note={segment?.description}
            >
              {segment && (
                <>
                  {!segment.active && <Chip>off</Chip>}
                  <a href={to(["customers"], { customSegment: segment.id })}>Show its customers</a>
                </>
              )}
            </PageHead>
            {!segment && place.value.query.has("start") ? (
              <Started words={known} again={words.again} />
            ) : (
              <Editor key={segment?.etag ?? "new"} segment={segment} words={known} again={words.again} />
            )}
            {segment && segment.active && <Members segment={segment} />}
            {segment && <History segment={segment} words={known} />}
          </>
        );
      }}
    </Shown>
  );
}

/** A new one that begins as a suggestion. */
function Started({ words, again }: Omit<OfOne, "segment">) {
  const key = place.value.query.get("start");
  return (
    <Shown of={useSuggested()} lines={10}>
      {({ data }) => {
        const start = data.find((one) => one.key === key);
        return <Editor segment={null} words={words} again={again} {...(start ? { start: { name: start.name, criteria: start.criteria as Criteria | null } } : {})} />;
      }}
    </Shown>
  );
}

interface OfOne {
  segment: OwnSegment | null;
  /** What a new one begins as. */
  start?: { name: string; criteria: Criteria | null };
  words: Vocabulary;
  again: () => void;
}

function Editor({ segment, start, words, again }: OfOne) {
  const [before] = useState<Group | null>(() => beginning(segment, start?.criteria ?? null));
  const [rule, setRule] = useState(before);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const act = useAct(again);
  const criteria = rule && criteriaOf(rule, words.takes);
  const ready = rule === null || isWhole(rule, words.takes);
  const changed = rule !== before || !segment;
  const wrong = act.error instanceof Refused ? [...act.error.errors, ...faults] : faults;
  const others = words.segments.filter((one) => one.id !== segment?.id);
  const save = async (body: Record<string, unknown>): Promise<void> => {
    const named = segment ? { action: "update", segmentId: segment.id } : { action: "create" };
    const { data } = await post("/api/customers/segments", { body: { ...named, ...body, ...(changed ? { criteria } : {}) } as never, ...(segment ? { ifMatch: segment.etag } : {}) });
    if (!segment && "etag" in data) go(to(["segments", data.id], { start: "" }));
  };
  return (
    <>
      {act.trouble}
      <div class="workbench">
        <section class="figure">
          <header>
            <h2>Rule</h2>
            {mayEdit() && (
              <button type="button" class="quiet" onClick={() => setRule(rule ? null : treeOf(null))}>
                {rule ? "Only by hand" : "By a rule"}
              </button>
            )}
          </header>
          {rule ? (
            <fieldset class="rule" disabled={!mayEdit()}>
              <legend class="hidden">Rule</legend>
              <GroupOf node={rule} path="criteria" words={words} faults={wrong} write={setRule} />
            </fieldset>
          ) : (
            <p class="muted">Only those are in it whom somebody puts in by hand.</p>
          )}
        </section>
        <section class="figure" aria-live="polite">
          <h2>Who that is</h2>
          {criteria && ready ? <Preview criteria={criteria} segmentId={segment?.id ?? null} others={others} faulty={setFaults} /> : <p class="muted">{rule ? "Fill in each condition, and they are counted." : "Nobody by a rule."}</p>}
        </section>
      </div>
      {mayEdit() && (
        <section class="figure">
          <h2>{segment ? "Keep it" : "Name it"}</h2>
          <Form label="Segment" fields={FIELDS} from={textsOf(segment)} begin={start ? { name: start.name } : {}} also={changed && ready} blocked={!ready} act={act} send={save} verb="Save" />
          {segment && (
            <p class="row">
              <Sure
                verb="Remove the segment"
                question="Its members stay customers; its history is kept."
                disabled={act.busy}
                run={() =>
                  void act.run(async () => {
                    await post("/api/customers/segments", { body: { action: "delete", segmentId: segment.id } as never });
                    go(to(["segments"], { by: "own" }));
                  })
                }
              />
            </p>
          )}
        </section>
      )}
    </>
  );
}

function beginning(segment: OwnSegment | null, start: Criteria | null): Group | null {
  if (segment) return segment.criteria ? treeOf(segment.criteria as Criteria) : null;
  return treeOf(start);
}

function textsOf(segment: OwnSegment | null): Record<string, string> {
  if (!segment) return { active: "true" };
  const { name, description, color, active, announces } = segment;
  return { name, description: description ?? "", color, active: active ? "true" : "", announces: announces ? "true" : "" };
}
