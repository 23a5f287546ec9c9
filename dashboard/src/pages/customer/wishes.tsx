// How they may be reached: what they opted in to, and whether they want to be left alone. Each change is kept in the consent log.
import { get, put, type AnswerTo } from "../../api/client";
import { useLoad } from "../../api/load";
import { againOf, useAct } from "../../parts/act";
import { Shown } from "../../parts/states";
import { mayEdit } from "../../shop/shop";

type Wishes = AnswerTo<"/api/customers/preferences">["data"];
const CHANNELS = [
  ["emailOptIn", "E-mail"],
  ["smsOptIn", "Text messages"],
  ["pushOptIn", "Push messages"],
  ["whatsappOptIn", "WhatsApp"],
] as const;

export function WishesOf({ id }: { id: string }) {
  const found = useLoad(`preferences ${id}`, (signal) => get("/api/customers/preferences", { query: { customerId: id }, signal }));
  const act = useAct(againOf(found));
  const set = (change: Partial<Wishes>) => act.run(() => put("/api/customers/preferences", { body: { customerId: id, ...change } as never }));
  return (
    <section class="figure">
      <h2>How to reach them</h2>
      {act.trouble}
      <Shown of={found} lines={5}>
        {({ data }) => (
          <fieldset class="wishes" disabled={act.busy || !mayEdit()}>
            <legend class="hidden">Channels</legend>
            {CHANNELS.map(([name, label]) => (
              <label class="row">
                <input type="checkbox" checked={data[name] === true} onChange={({ currentTarget }) => void set({ [name]: currentTarget.checked })} />
                {label}
                <span class="muted">{data[name] === null ? "never asked" : data[name] ? "opted in" : "opted out"}</span>
              </label>
            ))}
            <label class="row">
              <input type="checkbox" checked={data.doNotContact} onChange={({ currentTarget }) => void set({ doNotContact: currentTarget.checked })} />
              Do not contact at all
            </label>
          </fieldset>
        )}
      </Shown>
    </section>
  );
}
