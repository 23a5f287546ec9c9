// What happened: orders before the segments that they were in, and every event by itself.
import { get, type AnswerTo } from "../../api/client";
import { useLoad } from "../../api/load";
import { Figure } from "../../charts/figure";
import { Timeline } from "../../charts/timeline";
import { Empty, Shown } from "../../parts/states";
import { theShop } from "../../shop/shop";
import * as dates from "../../words/dates";
import { counted, money } from "../../words/numbers";

type Event = AnswerTo<"/customers/venue/{venueId}/{customerId}/journey">["data"][number];

export function Story({ id }: { id: string }) {
  const history = useLoad(`history ${id}`, (signal) => get("/api/customers/{customerId}/segments/history", { path: { customerId: id }, signal }));
  const journey = useLoad(`journey ${id}`, (signal) => get("/customers/venue/{venueId}/{customerId}/journey", { path: { venueId: theShop().tenant, customerId: id }, query: { limit: 200 }, signal }));
  const events = journey.state === "ready" ? journey.value : journey.last;
  const orders = events?.data.filter((event) => event.kind === "order").map((event) => ({ at: event.at, amount: amountOf(event), title: event.title })) ?? [];
  return (
    <Shown of={history} lines={6}>
      {({ data }) => (
        <Figure
          title="What happened"
          table={{
            columns: ["Segment", "From", "Until", "For"],
            rows: data.entries.map((stay) => [stay.segment, dates.day(stay.from), stay.until ? dates.day(stay.until) : "now", counted(stay.days, "day")]).reverse(),
          }}
        >
          <Timeline until={data.asOf} bands={data.entries} orders={orders} />
          <Shown of={journey} lines={6}>
            {({ data: all, meta }) =>
              all.length ? (
                <ol class="events" tabIndex={0} aria-label="Events, newest first">
                  {all.map((event) => (
                    <li class={event.kind}>
                      <time dateTime={event.at}>{dates.day(event.at)}</time>
                      <span>
                        <bdi>{event.title}</bdi>
                      </span>
                      {event.kind === "order" && <span class="number">{money(amountOf(event))}</span>}
                    </li>
                  ))}
                  {meta.nextCursor && <li class="muted">Older ones are not shown.</li>}
                </ol>
              ) : (
                <Empty>Nothing has happened yet.</Empty>
              )
            }
          </Shown>
        </Figure>
      )}
    </Shown>
  );
}

function amountOf(event: Event): number {
  return Number((event.data as { netSpend?: number }).netSpend ?? 0);
}
