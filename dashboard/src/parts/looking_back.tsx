// Looking back: the day that one chooses, what is said while one does, and who is offered to.
import { get } from "../api/client";
import { useLoad } from "../api/load";
import { go, place, to } from "../router";
import { then } from "../shop/then";
import * as dates from "../words/dates";
import { Shown } from "./states";

/** Screens that the API answers as of another day; the others are of now. */
const LOOK_BACK = new Set(["", "overview", "customers", "retention", "segments"]);

/** This screen, as it was on a day; "" is today. */
function on(asOf: string): string {
  const { path, query } = place.value;
  return to(path, { ...Object.fromEntries(query), cursor: "", asOf });
}

export function ChooseDay() {
  return (
    <label class="then">
      As it was on
      <input type="date" value={then().slice(0, 10)} max={new Date().toISOString().slice(0, 10)} onChange={(event) => go(on(event.currentTarget.value))} />
    </label>
  );
}

export function LookingBack() {
  if (!then()) return null;
  const can = LOOK_BACK.has(place.value.path[0] ?? "");
  return (
    <p class="note">
      {can ? `This is how it was on ${dates.day(then())}: orders placed by then, as they are known today. ` : `This screen is of today, whatever it was on ${dates.day(then())}. `}
      <a href={on("")}>Back to today</a>
    </p>
  );
}

/** For the file of a shop that has been silent for long: when it was alive. */
export function Asleep({ revenue }: { revenue: { value: number; before: number } }) {
  return revenue.value || revenue.before || then() ? null : <LastAlive />;
}

function LastAlive() {
  const newest = useLoad("newest", (signal) => get("/api/customers", { query: { limit: 1 }, signal }));
  return (
    <Shown of={newest} lines={1}>
      {({ data }) => {
        const at = data[0]?.metrics.lastOrderDate;
        if (!at) return null;
        return (
          <p class="note">
            Nobody has ordered since {dates.day(at)}. <a href={on(dates.dayAfter(at.slice(0, 10), 1))}>See the shop as it was then</a>
          </p>
        );
      }}
    </Shown>
  );
}
