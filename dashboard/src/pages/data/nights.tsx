// What the last night found, and a way not to wait for the next one.
import { useState } from "preact/hooks";
import { get, post } from "../../api/client";
import { forgetAll, useLoad } from "../../api/load";
import { Empty, Shown, Trouble } from "../../parts/states";
import { readShop, theShop } from "../../shop/shop";
import * as dates from "../../words/dates";
import { count, counted } from "../../words/numbers";

const LOOK_MS = 1_000;

export function NightsTab() {
  const loaded = useLoad("nights", (signal) => get("/api/customers/summary", { query: { history: 1 }, signal }));
  return (
    <>
      {theShop().role === "admin" && <Run again={() => "again" in loaded && loaded.again()} />}
      <Shown of={loaded}>
        {({ data }) => {
          const last = data.history.at(-1);
          if (!last?.recalculation) {
            return (
              <Empty>
                <p>No night has been yet. Segments need none; what is due, expected and bought together is found by the first one.</p>
              </Empty>
            );
          }
          const night = last.recalculation;
          return (
            <section class="figure">
              <h2>The last night: {dates.instant(last.asOf)}</h2>
              <p>
                {counted(night.processed, "pair of customer and product", "pairs of customers and products")} derived
                {night.errors ? `; ${counted(night.errors, "customer")} failed` : ", none failed"}.{" "}
                {night.drift ? <b class="risk">{counted(night.drift, "customer")} differed from their orders and was repaired.</b> : "Whatever was compared with its orders agreed."}
                {night.lagging ? ` ${counted(night.lagging, "customer")} had orders on their way.` : ""}
              </p>
            </section>
          );
        }}
      </Shown>
    </>
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
        setSaid(`Running: ${count(data.processed)} pairs so far`);
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
          Run it now
        </button>
        <span role="status" class="muted">
          {said}
        </span>
      </p>
      {error && <Trouble error={error} />}
    </>
  );
}
