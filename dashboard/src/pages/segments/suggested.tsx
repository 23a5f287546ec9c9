// What the shop's own customers suggest: each a rule to begin with, how many it holds of, and what it rests on.
import { get, type AnswerTo } from "../../api/client";
import { useLoad, type Loading } from "../../api/load";
import { Shown } from "../../parts/states";
import { to } from "../../router";
import { mayEdit } from "../../shop/shop";
import * as dates from "../../words/dates";
import { counted, percent } from "../../words/numbers";

type Suggestions = AnswerTo<"/api/customers/segments/suggested">;

export function useSuggested(): Loading<Suggestions> {
  return useLoad("suggested segments", (signal) => get("/api/customers/segments/suggested", { signal }));
}

export function Suggested() {
  return (
    <section class="figure">
      <header>
        <h2>Suggested by your own customers</h2>
        {mayEdit() && <a href={to(["segments", "new"])}>From an empty rule</a>}
      </header>
      <Shown of={useSuggested()} lines={6}>
        {({ data, asOf }) => (
          <>
            <ul class="plain">
              {data.map((one) => (
                <li>
                  {one.criteria ? <a class="named" href={to(["segments", "new"], { start: one.key })}>{one.name}</a> : <span class="named">{one.name}</span>}
                  {one.members !== null && ` ${counted(one.members, "customer")}${one.share === null ? "" : `, ${percent(one.share)}`}`}
                  <small class="muted">{one.reason}</small>
                </li>
              ))}
            </ul>
            <p class="muted">As of {dates.instant(asOf)}. Each is a rule to begin with: open it, change it, and keep it as your own.</p>
          </>
        )}
      </Shown>
    </section>
  );
}
