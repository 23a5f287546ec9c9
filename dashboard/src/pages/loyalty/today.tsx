// Whose points lapse soon, for Today: a reason to write to them. Nothing where none do.
import { get, Refused } from "../../api/client";
import { useLoad } from "../../api/load";
import { Name } from "../../parts/bits";
import { Shown } from "../../parts/states";
import { to } from "../../router";
import { then } from "../../shop/then";
import * as dates from "../../words/dates";
import { points, type Program } from "../../words/loyalty";
import { count, counted } from "../../words/numbers";
import type { Summed } from "./summary";

const SHOWN = 6;

interface Lapsing {
  program: Program;
  summed: Summed["data"];
}

/** Points are of now, whatever day the rest is shown of. */
export function LapsingToday() {
  return then() ? null : <Cards />;
}

function Cards() {
  const found = useLoad("lapsing points", read);
  return <Shown of={found} lines={0}>{(all) => <>{all.map((one) => <LapsingOf key={one.program.id} of={one} />)}</>}</Shown>;
}

/** One after the other: each looks at every customer. Beyond 10 000 customers a program that no night has summed yet is 409, and left out. */
async function read(signal: AbortSignal): Promise<readonly Lapsing[]> {
  const { data } = await get("/api/customers/loyalty-programs", { signal });
  const found: Lapsing[] = [];
  for (const program of data.filter(({ status }) => status === "active")) {
    try {
      const summed = (await get("/api/customers/loyalty-programs/{programId}/summary", { path: { programId: program.id }, signal })).data;
      if (summed.expiringSoon.customers) found.push({ program, summed });
    } catch (failed) {
      if (!(failed instanceof Refused && failed.status === 409)) throw failed;
    }
  }
  return found;
}

function LapsingOf({ of: { program, summed } }: { of: Lapsing }) {
  const { expiringSoon, asOf } = summed;
  return (
    <section class="card">
      <h2>
        Points that lapse: <bdi>{program.name}</bdi>
      </h2>
      <p class="figure-of">
        <a href={to(["loyalty", program.id])}>{count(expiringSoon.customers)}</a>
        <span class="muted"> {points(expiringSoon.points)}</span>
      </p>
      <p class="muted">Within {counted(expiringSoon.withinDays, "day")} points of theirs lapse. Remind them: they have something to spend.</p>
      <ul class="people">
        {expiringSoon.data.slice(0, SHOWN).map((one) => (
          <li>
            <span>
              <a href={to(["customers", one.customerId])}>
                <Name name={one.name} id={one.customerId} />
              </a>
              <small class="muted">from {dates.day(one.firstExpiresAt)} on</small>
            </span>
            <span class="number">{count(one.points)}</span>
          </li>
        ))}
      </ul>
      <footer class="row">
        <a href={to(["loyalty", program.id])}>Show all</a>
      </footer>
      <p class="muted small">As of {dates.instant(asOf)}.</p>
    </section>
  );
}
