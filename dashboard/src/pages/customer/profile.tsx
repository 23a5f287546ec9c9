// Who they are: what people set here, and what is left to the orders.
import { get, put, type AnswerTo, type BodyField } from "../../api/client";
import { useLoad } from "../../api/load";
import { useAct } from "../../parts/act";
import type { Field, Texts } from "../../parts/fields";
import { Form } from "../../parts/form";
import { Shown } from "../../parts/states";
import { mayEdit } from "../../shop/shop";
import * as dates from "../../words/dates";
import { CUSTOMER_TYPES, named, SOURCES, STATUSES, type Names } from "../../words/people";
import { Fact } from "./facts";

type Known = AnswerTo<"/api/customers/profiles">["data"][number];
type Name = Exclude<BodyField<"/api/customers/profiles", "put">, "customerId" | "userId" | "referralCode">;

export const PROFILE_FIELDS: readonly Field<Name>[] = [
  { name: "firstName", label: "First name", most: 500 },
  { name: "lastName", label: "Last name", most: 500 },
  { name: "email", label: "E-mail", most: 500 },
  { name: "phone", label: "Phone", most: 128 },
  { name: "companyName", label: "Company", most: 500 },
  { name: "customerType", label: "Type", kind: "choice", options: CUSTOMER_TYPES, empty: "not said" },
  { name: "source", label: "Source", kind: "choice", options: SOURCES, empty: "not said" },
  { name: "status", label: "Status", kind: "choice", options: STATUSES, empty: "Active" },
];

/** By whose code they came: written once, and never read. */
export const BROUGHT_BY: Field<"referralCode"> = { name: "referralCode", label: "Brought by the code", most: 64, says: "of the customer who brought them; the first one stands" };

export function Profile({ id, changed }: { id: string; changed: () => void }) {
  const found = useLoad(`record ${id}`, (signal) => get("/api/customers/profiles", { query: { customerId: id }, signal }));
  const act = useAct(() => {
    found.again();
    changed();
  });
  return (
    <Shown of={found} lines={4}>
      {({ data }) => {
        const known = data[0];
        if (!known) return null;
        return (
          <>
            {act.trouble}
            {mayEdit() ? (
              <>
                <p class="muted">Empty a field, and it is what the orders say again.</p>
                <Form
                  key={known.etag}
                  label="Profile"
                  fields={[...PROFILE_FIELDS.map((field) => ({ ...field, says: whence(field.name, known), empty: left(field, known) })), BROUGHT_BY]}
                  from={setHere(known)}
                  act={act}
                  send={(body) => put("/api/customers/profiles", { body: { customerId: id, ...body } as never, ifMatch: known.etag })}
                  verb="Save"
                />
              </>
            ) : (
              <dl class="facts">
                {PROFILE_FIELDS.map((field) => (
                  <Fact name={`${field.label}, ${whence(field.name, known)}`}>
                    <bdi>{said(field, known)}</bdi>
                  </Fact>
                ))}
              </dl>
            )}
            <p class="muted">
              Whoever they bring gives this code: <code>{known.referralCode}</code>
            </p>
            {known.updatedAt && <p class="muted">Last set {dates.instant(known.updatedAt)}.</p>}
          </>
        );
      }}
    </Shown>
  );
}

/** What people set, as the form takes it. */
function setHere(known: Known): Texts {
  return Object.fromEntries(known.setFields.map((name) => [name, known[name as Name] ?? ""]));
}

function whence(name: Name, known: Known): string {
  if (known.setFields.includes(name)) return "set here";
  return known[name] && name !== "status" ? "from orders" : "not set";
}

/** What stands in a field in which nothing is set: what the orders say. */
function left(field: Field<Name>, known: Known): string {
  return known.setFields.includes(field.name) ? (field.empty ?? "") : said(field, known);
}

function said(field: Field<Name>, known: Known): string {
  const value = known[field.name];
  return value ? named((field.options ?? []) as Names<string>, value) : (field.empty ?? "not said");
}
