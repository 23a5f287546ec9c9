// The words that the shop put on them.
import { useState } from "preact/hooks";
import { get, post, remove } from "../../api/client";
import { useLoad } from "../../api/load";
import { againOf, useAct } from "../../parts/act";
import { Shown } from "../../parts/states";
import { to } from "../../router";
import { mayEdit } from "../../shop/shop";

export function Tags({ id }: { id: string }) {
  const found = useLoad(`tags ${id}`, (signal) => get("/api/customers/tags", { query: { customerId: id, limit: 200 }, signal }));
  const act = useAct(againOf(found));
  const [name, setName] = useState("");
  const give = async () => {
    if (await act.run(() => post("/api/customers/tags", { body: { customerId: id, name } as never }))) setName("");
  };
  return (
    <section class="figure">
      <h2>Tags</h2>
      {act.trouble}
      <Shown of={found} lines={1}>
        {({ data }) => (
          <ul class="tags">
            {data.map((tag) => (
              <li class="chip">
                <i class="dot" style={{ background: tag.color }} />
                <a href={to(["customers"], { tag: tag.name })}>
                  <bdi>{tag.name}</bdi>
                </a>
                {mayEdit() && (
                  <button type="button" class="bare" disabled={act.busy} aria-label={`Take away ${tag.name}`} onClick={() => void act.run(() => remove("/api/customers/tags", { query: { customerId: id, name: tag.name } }))}>
                    ×
                  </button>
                )}
              </li>
            ))}
            {!data.length && <li class="muted">None yet.</li>}
          </ul>
        )}
      </Shown>
      {mayEdit() && (
        <form
          class="row"
          onSubmit={(event) => {
            event.preventDefault();
            void give();
          }}
        >
          <label>
            <span class="hidden">A new tag</span>
            <input value={name} maxLength={64} placeholder="A new tag" onInput={({ currentTarget }) => setName(currentTarget.value)} />
          </label>
          <button type="submit" disabled={act.busy || !name.trim()}>
            Add
          </button>
        </form>
      )}
    </section>
  );
}
