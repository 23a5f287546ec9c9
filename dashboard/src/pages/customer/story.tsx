// What happened: orders before the segments that they were in, and every event by itself.
import { get, type AnswerTo } from "../../api/client";
import { changes, known, useLoad } from "../../api/load";
import { Figure } from "../../charts/figure";
import { Timeline } from "../../charts/timeline";
import { Empty, Shown } from "../../parts/states";
import { theShop } from "../../shop/shop";
import * as dates from "../../words/dates";
import { counted, money } from "../../words/numbers";

/** Of orders that are not simply paid. */
const ORDER_STATUSES: Readonly<Record<string, string>> = {
  pending: "pending, not counted",
  partially_refunded: "refunded in part",
  refunded: "refunded, not counted",
  cancelled: "cancelled, not counted",
};

type Event = AnswerTo<"/customers/venue/{venueId}/{customerId}/journey">["data"][number];

export function Story({ id }: { id: string }) {
  const history = useLoad(`history ${id}`, (signal) => get("/api/customers/{customerId}/segments/history", { path: { customerId: id }, signal }));
  const journey = useLoad(`journey ${id} ${changes.value}`, (signal) => get("/customers/venue/{venueId}/{customerId}/journey", { path: { venueId: theShop().tenant, customerId: id }, query: { limit: 200 }, signal }));
  const events = known(journey);
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
                        <bdi>{titleOf(event)}</bdi>
                        {whyNot(event) && <span class="muted"> {whyNot(event)}</span>}
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

/** What an order claims by its e-mail address or phone number has an id that says nothing to anybody. */
function titleOf(event: Event): string {
  const { mergedBy } = event.data as { mergedBy?: string };
  return mergedBy === "claim" ? "Orders without an account, by their e-mail address or phone number, are theirs" : event.title;
}

/** Why an order is worth nothing: "refunded, not counted". */
function whyNot(event: Event): string {
  const { status } = event.data as { status?: string };
  return event.kind === "order" && status && status !== "paid" ? ORDER_STATUSES[status] ?? status : "";
}

function amountOf(event: Event): number {
  return Number((event.data as { netSpend?: number }).netSpend ?? 0);
}
