// What the last night found, and a way not to wait for the next one.
import { useState } from "preact/hooks";
import { get, post, type AnswerTo } from "../../api/client";
import { forgetAll, useLoad } from "../../api/load";
import { Empty, Shown, Trouble } from "../../parts/states";
import { readShop, theShop } from "../../shop/shop";
import * as dates from "../../words/dates";
import { counted } from "../../words/numbers";

const LOOK_MS = 1_000;

/** So many days back the counts of the last night are looked for: today has none until its night has been. */
const DAYS = 30;

export function NightsTab() {
  const loaded = useLoad("nights", (signal) => get("/api/customers/summary", { query: { history: DAYS }, signal }));
  const ran = theShop().lastNight;
  return (
    <>
      <p class="muted">Each night what is due, expected and bought together is counted anew, and customers are compared with their orders.</p>
      {theShop().role === "admin" && <Run again={loaded.again} />}
      {ran ? (
        <section class="figure">
          <h2>The last night: {dates.instant(ran.asOf)}</h2>
          <Shown of={loaded} lines={1}>
            {({ data }) => <Found night={data.history.find((day) => day.recalculation)?.recalculation ?? null} />}
          </Shown>
        </section>
      ) : (
        <Empty>
          <p>No night has been yet. Segments need none; what is due, expected and bought together is found by the first one.</p>
        </Empty>
      )}
    </>
  );
}

type Counts = NonNullable<AnswerTo<"/api/customers/summary">["data"]["history"][number]["recalculation"]>;

function Found({ night }: { night: Counts | null }) {
  if (!night) return null;
  return (
    <p>
      It went through {counted(night.processed, "product of a customer", "products of customers")}
      {night.errors ? `; ${counted(night.errors, "customer")} failed` : ", and none failed"}.{" "}
      {night.drift ? (
        <b class="risk">
          {counted(night.drift, "customer")} differed from their orders and {night.drift === 1 ? "was" : "were"} repaired.
        </b>
      ) : (
        "Whoever it compared agreed with their orders."
      )}
      {night.lagging ? ` ${counted(night.lagging, "customer")} had orders on their way.` : ""}
    </p>
  );
}

function Run({ again }: { again: () => void }) {
  const [said, setSaid] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const run = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    setSaid("Running ...");
    try {
      let { data } = await post("/product-affinity/recalculate");
      while (data.state !== "done" && data.state !== "failed") {
        setSaid(`Running: ${counted(data.processed, "pair")} so far`);
        await new Promise((passed) => setTimeout(passed, LOOK_MS));
        ({ data } = await get("/product-affinity/recalculate/{jobId}", { path: { jobId: data.jobId } }));
      }
      setSaid(data.error ?? "Done.");
      forgetAll();
      await readShop();
      again();
    } catch (failed) {
      setError(failed as Error);
      setSaid(undefined);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <p class="row">
        <button type="button" disabled={busy} onClick={() => void run()}>
          Run a night now
        </button>
        <span role="status" class="muted">
          {said}
        </span>
      </p>
      {error && <Trouble error={error} />}
    </>
  );
}
