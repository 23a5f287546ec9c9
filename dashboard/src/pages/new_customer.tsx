// Somebody who has not ordered yet, or whose orders come under this id later.
import { useState } from "preact/hooks";
import { post, type BodyField } from "../api/client";
import { useAct } from "../parts/act";
import { PageHead } from "../parts/bits";
import type { Field } from "../parts/fields";
import { Form } from "../parts/form";
import { Empty } from "../parts/states";
import { go, to } from "../router";
import { mayEdit } from "../shop/shop";
import { CONSENT_CHANNELS } from "../words/people";
import { BROUGHT_BY, PROFILE_FIELDS } from "./customer/profile";

type Named = BodyField<"/api/customers/profiles", "post"> | "consentChannel" | "consentSource";

const FIELDS: readonly Field<Named>[] = [
  { name: "customerId", label: "Id", most: 128, required: true, says: "as their orders name them" },
  ...PROFILE_FIELDS,
  BROUGHT_BY,
  { name: "consentChannel", label: "Consent to", kind: "choice", options: CONSENT_CHANNELS, empty: "none given", says: "by it somebody who was erased comes back" },
  { name: "consentSource", label: "Where they gave it", most: 200, required: true, where: (text) => text("consentChannel") !== "" },
];

/** What the call takes: a consent is one thing with two fields, and is not read with the profile. */
export function newProfile({ consentChannel, consentSource, ...fields }: Record<string, unknown>): Record<string, unknown> {
  return consentChannel ? { ...fields, consent: { channel: consentChannel, source: consentSource } } : fields;
}

/** Whether somebody who had a profile kept it, so that what was typed was not taken. */
export function wasKept(sent: Record<string, unknown>, answered: Record<string, unknown>): boolean {
  return PROFILE_FIELDS.some(({ name }) => name in sent && answered[name] !== sent[name]);
}

export function NewCustomerPage() {
  const act = useAct(() => undefined);
  const [before, setBefore] = useState<string>();
  const send = async (body: Record<string, unknown>): Promise<void> => {
    const { data } = await post("/api/customers/profiles", { body: newProfile(body) as never });
    if (wasKept(body, data)) setBefore(data.customerId);
    else go(to(["customers", data.customerId]));
  };
  return (
    <>
      <PageHead title="New customer" note="Orders make customers by themselves; this is for who has not ordered yet." />
      {act.trouble}
      {before !== undefined && (
        <p class="note" role="alert">
          <b>{before}</b> has a profile already, and it was left as it is. <a href={to(["customers", before])}>Open it</a>
        </p>
      )}
      {mayEdit() ? (
        <section class="figure">
          <Form label="New customer" fields={FIELDS} act={act} send={send} verb="Add" />
        </section>
      ) : (
        <Empty>An editor of the shop may add customers.</Empty>
      )}
    </>
  );
}
