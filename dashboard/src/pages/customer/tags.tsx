// The words that the shop put on them.
import { get, post, remove, type BodyField } from "../../api/client";
import { useLoad } from "../../api/load";
import { useAct } from "../../parts/act";
import type { Field } from "../../parts/fields";
import { Form } from "../../parts/form";
import { Shown } from "../../parts/states";
import { to } from "../../router";
import { mayEdit } from "../../shop/shop";

const FIELDS: readonly Field<BodyField<"/api/customers/tags", "post">>[] = [{ name: "name", label: "A new tag", most: 64, required: true, bare: true }];

export function Tags({ id }: { id: string }) {
  const found = useLoad(`tags ${id}`, (signal) => get("/api/customers/tags", { query: { customerId: id, limit: 200 }, signal }));
  const act = useAct(found.again);
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
      {mayEdit() && <Form label="A new tag" line fields={FIELDS} act={act} send={(body) => post("/api/customers/tags", { body: { customerId: id, ...body } as never })} />}
    </section>
  );
}
