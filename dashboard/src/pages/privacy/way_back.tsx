// How somebody comes back whose erasure is done: an admin lets them, or they gave a consent since.
import { useState } from "preact/hooks";
import { get, post } from "../../api/client";
import { useAct } from "../../parts/act";
import type { Field } from "../../parts/fields";
import { Form } from "../../parts/form";
import { Sure } from "../../parts/sure";
import { go, to } from "../../router";
import * as dates from "../../words/dates";
import { CONSENT_CHANNELS } from "../../words/people";
import type { Erasure } from "../../words/privacy";
import { PROFILE_FIELDS } from "../customer/profile";
import { newProfile } from "../new_customer";

const FIELDS: readonly Field[] = [
  { name: "customerId", label: "Id", most: 128, required: true, says: "one of those they had" },
  ...PROFILE_FIELDS.filter(({ name }) => name === "firstName" || name === "lastName" || name === "email" || name === "phone"),
  { name: "consentChannel", label: "Consent to", kind: "choice", options: CONSENT_CHANNELS, required: true },
  { name: "consentSource", label: "Where they gave it", most: 200, required: true },
];

export function WayBack({ job, again }: { job: Erasure; again: () => void }) {
  if (job.releasedAt) {
    return (
      <section class="figure">
        <h2>The way back</h2>
        <p>Since {dates.instant(job.releasedAt)} they may come back: orders that name them are taken. What was erased stays so.</p>
      </section>
    );
  }
  return (
    <section class="figure">
      <h2>The way back</h2>
      <p>
        Whatever names them is refused: orders, events and files with an id of theirs, orders of guests with their e-mail address or phone number, and what anybody
        writes here. Nothing of what was erased can be brought back. They themselves can, as somebody new, in one of two ways.
      </p>
      <div class="halves">
        <Release job={job} again={again} />
        <ByConsent job={job} />
      </div>
    </section>
  );
}

function Release({ job, again }: { job: Erasure; again: () => void }) {
  const act = useAct(again);
  return (
    <section class="column">
      <h3>You let them come back</h3>
      <p class="muted">By it nothing is stored of them. Their next order is taken and makes them a customer, also an old one that a shop sends again.</p>
      {act.trouble}
      <p>
        <Sure
          verb="Let them come back"
          question="From now on whatever names them is taken again. This cannot be undone: they would have to be erased once more."
          disabled={act.busy}
          run={() => void act.run(() => post("/api/customers/privacy/erasures/{jobId}/release", { path: { jobId: job.jobId } }))}
        />
      </p>
    </section>
  );
}

function ByConsent({ job }: { job: Erasure }) {
  const act = useAct(() => undefined);
  const [another, setAnother] = useState<string>();
  const send = async (body: Record<string, unknown>): Promise<void> => {
    setAnother(undefined);
    const { data } = await post("/api/customers/profiles", { body: newProfile(body) as never });
    const after = await get("/api/customers/privacy/erasures/{jobId}", { path: { jobId: job.jobId } });
    if (after.data.releasedAt) go(to(["customers", data.customerId]));
    else setAnother(data.customerId);
  };
  return (
    <section class="column">
      <h3>They gave a consent since</h3>
      <p class="muted">A profile with their consent makes them a customer at once, and from then on the rest of what names them is taken, too.</p>
      {act.trouble}
      {another !== undefined && (
        <p class="note" role="alert">
          <b>{another}</b> is not whom this erasure was about, and that one stays erased. <a href={to(["customers", another])}>Look at the profile</a>
        </p>
      )}
      <Form label="They gave a consent since" fields={FIELDS} act={act} send={send} verb="Take them back" />
    </section>
  );
}
