// How they may be reached: what they opted in to, and whether they want to be left alone. Each change is kept in the consent log.
import { useState } from "preact/hooks";
import { get, put, type AnswerTo } from "../../api/client";
import { useLoad } from "../../api/load";
import { useAct } from "../../parts/act";
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
  const act = useAct(() => undefined);
  // What they said last here, from the click on: the answer that comes says the same, or nothing was changed.
  const [said, setSaid] = useState<Wishes>();
  const set = async (before: Wishes, change: Partial<Wishes>) => {
    setSaid({ ...before, ...change });
    const done = await act.run(async () => setSaid((await put("/api/customers/preferences", { body: { customerId: id, ...change } as never })).data));
    if (!done) setSaid(before);
  };
  return (
    <section class="figure">
      <h2>How to reach them</h2>
      {act.trouble}
      <Shown of={found} lines={5}>
        {(loaded) => {
          const data = said ?? loaded.data;
          return (
          <fieldset class="wishes" disabled={!mayEdit()}>
            <legend class="hidden">Channels</legend>
            {CHANNELS.map(([name, label]) => (
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
          </fieldset>
          );
        }}
      </Shown>
    </section>
  );
}
