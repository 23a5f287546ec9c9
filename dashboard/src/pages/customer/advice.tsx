// What asks for action, and which.
import { get } from "../../api/client";
import { useLoad } from "../../api/load";
import { Shown } from "../../parts/states";
import { theShop } from "../../shop/shop";

export function Advice({ id }: { id: string }) {
  const insights = useLoad(`insights ${id}`, (signal) => get("/customers/venue/{venueId}/{customerId}/insights", { path: { venueId: theShop().tenant, customerId: id }, signal }));
  return (
    <section class="figure">
      <h2>What to do</h2>
      <Shown of={insights} lines={4}>
        {({ data }) =>
          data.length ? (
            <ul class="plain">
              {data.map((one) => (
                <li>
                  <b>{one.title}</b>
                  <ul>
                    {one.suggestedActions.map((action) => (
                      <li>{action}</li>
                    ))}
                  </ul>
                </li>
              ))}
            </ul>
          ) : (
            <p class="muted">Nothing asks for action.</p>
          )
        }
      </Shown>
    </section>
  );
}
