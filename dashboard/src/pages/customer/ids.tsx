// One person, several ids: which are theirs, and one more that is found to be.
import { get, post, type AnswerTo, type BodyField } from "../../api/client";
import { useLoad } from "../../api/load";
import { useAct } from "../../parts/act";
import type { Field } from "../../parts/fields";
import { Form } from "../../parts/form";
import { Shown } from "../../parts/states";
import { Sure } from "../../parts/sure";
import { to } from "../../router";
import { mayEdit, theShop } from "../../shop/shop";
import * as dates from "../../words/dates";

type Step = AnswerTo<"/customers/venue/{venueId}/{customerId}/journey">["data"][number];
const HOW: Readonly<Record<string, string>> = { claim: "an order named both", hand: "merged by hand" };
const FIELDS: readonly Field<BodyField<"/api/customers/profiles/merge", "post">>[] = [{ name: "from", label: "Another id of theirs", most: 128, required: true, bare: true }];

export function Ids({ id, changed }: { id: string; changed: () => void }) {
  const found = useLoad(`ids ${id}`, (signal) => get("/customers/venue/{venueId}/{customerId}/journey", { path: { venueId: theShop().tenant, customerId: id }, query: { kinds: ["merged"], limit: 200 }, signal }));
  const act = useAct(() => {
    found.again();
    changed();
  });
  return (
    <>
      {act.trouble}
      <Shown of={found} lines={2}>
        {({ data }) => (
          <ul class="plain">
            <li>
              <code>{id}</code> <span class="muted">under which they are shown</span>
            </li>
            {data.map((step) => {
              const { customerId, mergedBy } = memberOf(step);
              return (
                <li class="row">
                  <code>{customerId}</code>
                  <span class="muted">
                    {HOW[mergedBy] ?? mergedBy}, {dates.day(step.at)}
                  </span>
                  {mayEdit() && (
                    <Sure
                      verb="Take it out"
                      label={`Take it out: ${customerId}`}
                      question={`${customerId} becomes a customer of their own again, with what lies under that id.`}
                      quiet
                      disabled={act.busy}
                      run={() => void act.run(() => post("/api/customers/profiles/unmerge", { body: { customerId } as never }))}
                    />
                  )}
                </li>
              );
            })}
          </ul>
        )}
      </Shown>
      {mayEdit() && (
        <>
          <Form label="Another id of theirs" line fields={FIELDS} act={act} send={(body) => post("/api/customers/profiles/merge", { body: { into: id, ...body } as never })} verb="It is theirs" />
          <p class="muted">
            What is known of that id counts for this customer from then on; it can be taken out again. <a href={to(["duplicates"])}>Who else may be one person</a>
          </p>
        </>
      )}
    </>
  );
}

function memberOf(step: Step): { customerId: string; mergedBy: string } {
  return step.data as { customerId: string; mergedBy: string };
}
