// One customer: who they are, why they are where they are, what they did, and what they will probably do.
import { get } from "../../api/client";
import { useLoad } from "../../api/load";
import { Name, PageHead } from "../../parts/bits";
import { Shown } from "../../parts/states";
import { go, place, to } from "../../router";
import * as dates from "../../words/dates";
import { Advice } from "./advice";
import { NextPurchases } from "./purchases";
import { Standing, type Detail } from "./standing";
import { Story } from "./story";
import { Worth } from "./worth";

export function CustomerPage({ id }: { id: string }) {
  const asOf = place.value.query.get("asOf") ?? "";
  const detail = useLoad(`customer ${id} ${asOf}`, (signal) =>
    get("/api/customers/{customerId}", { path: { customerId: id }, query: { explain: true, ...(asOf ? { asOf } : {}) }, signal }),
  );
  return (
    <Shown of={detail} lines={10}>
      {({ data }) => (
        <>
          <PageHead title={<Name name={data.name} id={id} />} note={<Contact data={data} />}>
            <AsOf id={id} asOf={asOf} />
          </PageHead>
          <Standing data={data} />
          {asOf ? (
            <p class="note">
              This is how it was on {dates.day(asOf)}: orders placed by then, as they are known today. <a href={on(id, "")}>Back to today</a>
            </p>
          ) : (
            <Sections id={id} />
          )}
        </>
      )}
    </Shown>
  );
}

/** What is known of them now, one section a file; a section that fails leaves the others standing. */
function Sections({ id }: { id: string }) {
  return (
    <>
      <div class="halves">
        <Worth id={id} />
        <Advice id={id} />
      </div>
      <Story id={id} />
      <NextPurchases id={id} />
    </>
  );
}

function Contact({ data }: { data: Detail }) {
  return (
    <>
      {[data.company !== data.name && data.company, data.email, data.phone].filter(Boolean).map((one) => (
        <>
          <bdi>{one}</bdi> ·{" "}
        </>
      ))}
      <code>{data.contactID}</code>
    </>
  );
}

function AsOf({ id, asOf }: { id: string; asOf: string }) {
  return (
    <label class="inline">
      As it was on
      <input type="date" value={asOf} onChange={(event) => go(on(id, event.currentTarget.value))} />
    </label>
  );
}

/** The customer on another day, the list beside them as it is. */
function on(id: string, asOf: string): string {
  return to(["customers", id], { ...Object.fromEntries(place.value.query), asOf });
}
