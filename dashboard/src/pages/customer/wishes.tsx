// How they may be reached: what they opted in to, and whether they want to be left alone. Each change is kept in the consent log.
import { useId, useState } from "preact/hooks";
import { get, put, type AnswerTo } from "../../api/client";
import { useLoad } from "../../api/load";
import { useAct } from "../../parts/act";
import { Form } from "../../parts/form";
import { Shown } from "../../parts/states";
import { mayEdit } from "../../shop/shop";
import { CHANNELS } from "../../words/people";

type Wishes = AnswerTo<"/api/customers/preferences">["data"];
const OPT_INS = [
  ["emailOptIn", "E-mail"],
  ["smsOptIn", "Text messages"],
  ["pushOptIn", "Push messages"],
  ["whatsappOptIn", "WhatsApp"],
] as const;

export function WishesOf({ id }: { id: string }) {
  const found = useLoad(`preferences ${id}`, (signal) => get("/api/customers/preferences", { query: { customerId: id }, signal }));
  const act = useAct(() => undefined);
  const best = useId();
  // What they said last here, from the click on: the answer that comes says the same, or nothing was changed.
  const [said, setSaid] = useState<Wishes>();
  const write = async (change: Partial<Wishes>): Promise<void> => {
    setSaid((await put("/api/customers/preferences", { body: { customerId: id, ...change } as never })).data);
  };
  const set = async (before: Wishes, change: Partial<Wishes>): Promise<void> => {
    // Topics that are not named stay.
    setSaid({ ...before, ...change, subscriptions: { ...before.subscriptions, ...change.subscriptions } });
    if (!(await act.run(() => write(change)))) setSaid(before);
  };
  return (
    <section class="figure">
      <h2>How to reach them</h2>
      {act.trouble}
      <Shown of={found} lines={5}>
        {(loaded) => {
          const data = said ?? loaded.data;
          const topics = topicsOf(data);
          return (
            <>
              <fieldset class="wishes" disabled={!mayEdit()} aria-busy={act.busy}>
                <legend class="hidden">Channels</legend>
                {OPT_INS.map(([name, label]) => (
                  <label class="row">
                    <input type="checkbox" checked={data[name] === true} onChange={({ currentTarget }) => void set(data, { [name]: currentTarget.checked })} />
                    {label}
                    <span class="muted">{data[name] === null ? "never asked" : data[name] ? "opted in" : "opted out"}</span>
                  </label>
                ))}
                <label class="row">
                  <input type="checkbox" checked={data.doNotContact} onChange={({ currentTarget }) => void set(data, { doNotContact: currentTarget.checked })} />
                  Do not contact at all
                </label>
                <p class="row">
                  <label for={best}>Best reached by</label>
                  <select id={best} value={data.preferredContactMethod ?? ""} onChange={({ currentTarget }) => void set(data, { preferredContactMethod: (currentTarget.value || null) as Wishes["preferredContactMethod"] })}>
                    <option value="">not said</option>
                    {CHANNELS.map(([channel, name]) => (
                      <option value={channel}>{name}</option>
                    ))}
                  </select>
                </p>
              </fieldset>
              {topics.length > 0 && (
                <fieldset class="wishes" disabled={!mayEdit()}>
                  <legend>Wants to hear of</legend>
                  {topics.map(([topic, wanted]) => (
                    <label class="row">
                      <input type="checkbox" checked={wanted} onChange={({ currentTarget }) => void set(data, { subscriptions: { [topic]: currentTarget.checked } })} />
                      <bdi>{topic}</bdi>
                    </label>
                  ))}
                </fieldset>
              )}
              {mayEdit() && (
                <Form
                  label="A new topic"
                  line
                  fields={[{ name: "topic", label: "A new topic", most: 64, required: true, bare: true }]}
                  act={act}
                  send={({ topic }) => write({ subscriptions: { [String(topic)]: true } })}
                />
              )}
            </>
          );
        }}
      </Shown>
    </section>
  );
}

function topicsOf({ subscriptions }: Wishes): (readonly [string, boolean])[] {
  return Object.entries(subscriptions as Record<string, boolean>).sort(([one], [other]) => one.localeCompare(other));
}
