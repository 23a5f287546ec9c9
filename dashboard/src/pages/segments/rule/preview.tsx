// Who a rule would hold of, before anything is saved: how many, some of them, who else has them, and the past.
import { useEffect, useState } from "preact/hooks";
import { post, Refused, type AnswerTo } from "../../../api/client";
import { useLoad } from "../../../api/load";
import { Chip, Name } from "../../../parts/bits";
import { Shown } from "../../../parts/states";
import { to } from "../../../router";
import { called } from "../../../words/names";
import * as dates from "../../../words/dates";
import { count, counted, percent } from "../../../words/numbers";
import type { Criteria, Fault } from "./tree";
import type { OwnSegment } from "./vocabulary";

type Answer = Awaited<ReturnType<typeof post<"/api/customers/segments">>>["data"];
type Previewed = Extract<Answer, { matchesEverybody: boolean }>;
export type Segments = AnswerTo<"/api/customers/segments">;

const TYPING_MS = 400;
/** With so many other segments a rule is compared. */
const MOST_COMPARED = 5;

interface Props {
  criteria: Criteria;
  /** The stored segment in whose place the rule is tried. */
  segmentId: string | null;
  others: readonly OwnSegment[];
  /** Told what is wrong with the rule, by its paths. */
  faulty: (faults: readonly Fault[]) => void;
}

export function Preview({ criteria, segmentId, others, faulty }: Props) {
  const typed = JSON.stringify(criteria);
  const asked = useQuiet(typed);
  const [past, setPast] = useState<Record<string, number>>();
  const compareWith = others.filter((one) => one.active).slice(0, MOST_COMPARED).map((one) => one.id);
  const body = { action: "preview", criteria: JSON.parse(asked) as Criteria, ...(segmentId ? { segmentId } : {}), ...(compareWith.length ? { compareWith } : {}), ...(past ? { backtest: past } : {}) };
  const found = useLoad(`preview ${JSON.stringify(body)}`, async (signal) => (await post("/api/customers/segments", { body: body as never, signal })).data as Previewed);
  const error = found.state === "failed" ? found.error : null;
  useEffect(() => faulty(error instanceof Refused ? error.errors : []), [error]);
  // What is wrong with a rule is said at its condition.
  if (error instanceof Refused && error.errors.some((one) => one.field.startsWith("criteria"))) return <p class="muted">Nobody is counted before that is mended.</p>;
  return (
    <div class="shown" aria-busy={asked !== typed}>
      <Shown of={found} lines={5}>
        {(data) => (
          <>
            <p role="status">
              <b class="figure-of">{count(data.members)}</b> of {counted(data.customers, "customer")}
              {data.share !== null && `, ${percent(data.share)}`} <span class="muted">as of {dates.instant(data.asOf)}</span>
            </p>
            {data.message && <p class={data.matchesEverybody ? "risk" : "muted"}>{data.message}</p>}
            {data.examples.length > 0 && (
              <p>
                Among them{" "}
                {data.examples.map((one, at) => (
                  <>
                    {at > 0 && ", "}
                    <a href={to(["customers", one.contactID])}>
                      <Name name={one.name} id={one.contactID} />
                    </a>
                  </>
                ))}
              </p>
            )}
            {data.overlap.length > 0 && (
              <ul class="plain" aria-label="Overlap with other segments">
                {data.overlap.map((one) => (
                  <li>
                    {one.both ? count(one.both) : "None"} of them {one.both === 1 ? "is" : "are"} in <bdi>{one.name}</bdi> too, which has {count(one.members)}
                  </li>
                ))}
              </ul>
            )}
            <Past data={data} ask={setPast} />
          </>
        )}
      </Shown>
    </div>
  );
}

function Past({ data, ask }: { data: Previewed; ask: (past: Record<string, number>) => void }) {
  const [given, setGiven] = useState({ daysAgo: 90, withinDays: 30, points: 3 });
  if (data.noPast.length) {
    return (
      <details>
        <summary>Had you sent this before?</summary>
        <ul>
          {data.noPast.map((one) => (
            <li>
              {called(one.field)}: {one.message}
            </li>
          ))}
        </ul>
      </details>
    );
  }
  const number = (name: keyof typeof given, label: string, most: number) => (
    <label class="inline">
      {label}
      <input type="number" min={1} max={most} value={given[name]} onInput={({ currentTarget }) => setGiven({ ...given, [name]: Number(currentTarget.value) })} />
    </label>
  );
  return (
    <form
      class="row past"
      aria-label="Had you sent this before"
      onSubmit={(event) => {
        event.preventDefault();
        ask(given);
      }}
    >
      <b>Had you sent this</b>
      {number("daysAgo", "days ago:", 1825)}
      {number("withinDays", "who ordered within days:", 365)}
      {number("points", "to see a rise of points:", 50)}
      <button type="submit">Look back</button>
      {data.backtest && (
        <p class="note" role="status">
          {data.backtest.sentence} <Chip>{dates.day(data.backtest.at)}</Chip>
        </p>
      )}
    </form>
  );
}

/** A text once nothing has been typed for a moment. */
function useQuiet(text: string): string {
  const [quiet, setQuiet] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setQuiet(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return quiet;
}
