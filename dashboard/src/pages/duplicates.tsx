// Who may be one person: pairs with the same address or number, and a way to make them one. Nothing is merged by itself.
import { useState } from "preact/hooks";
import { get, post, type AnswerTo } from "../api/client";
import { useLoad } from "../api/load";
import { useAct } from "../parts/act";
import { Chip, Name, PageHead } from "../parts/bits";
import { Empty, Shown } from "../parts/states";
import { Sure } from "../parts/sure";
import { place, to } from "../router";
import { mayEdit } from "../shop/shop";
import * as dates from "../words/dates";
import { count, counted, money } from "../words/numbers";

type Pair = AnswerTo<"/api/customers/profiles/duplicates">["data"][number];
type Person = Pair["customers"][number];

const WHY: Readonly<Record<string, string>> = { email: "the same e-mail", phone: "the same phone number" };
const SHOWN = 20;
/** A page of the walk looks at 100 customers, and may find nobody: so many pages are read before one is asked to go on. */
const MOST_PAGES = 20;

interface Found {
  pairs: readonly Pair[];
  next: string | null;
  asOf: string;
}

export function DuplicatesPage() {
  const cursor = place.value.query.get("cursor") ?? undefined;
  const found = useLoad(`duplicates ${cursor ?? ""}`, (signal) => look(cursor, signal));
  const act = useAct(found.again);
  // The list follows by the length of a queue: who was merged here is in no pair of it any more.
  const [merged, setMerged] = useState<readonly string[]>([]);
  const merge = async (from: string, into: string): Promise<void> => {
    if (await act.run(() => post("/api/customers/profiles/merge", { body: { from, into } as never }))) setMerged((before) => [...before, from]);
  };
  return (
    <>
      <PageHead title="Possible duplicates" note="Customers with the same e-mail address or phone number. Nothing is merged by itself." />
      {act.trouble}
      <Shown of={found} lines={8}>
        {({ pairs: all, next, asOf }) => {
          const pairs = all.filter(({ customers }) => !customers.some((one) => merged.includes(one.customerId)));
          return (
            <>
              <p role="status" class="muted">
                {pairs.length ? counted(pairs.length, "pair") : next ? "None among those who were looked at" : "Nobody shares an address or a number"} as of {dates.instant(asOf)}
              </p>
              {pairs.map((pair) => (
                <Two key={pair.customers.map((one) => one.customerId).join(" ")} pair={pair} busy={act.busy} merge={merge} />
              ))}
              {!pairs.length && !next && (
                <Empty>
                  <p>
                    <a href={to(["customers"])}>Back to the customers</a>
                  </p>
                </Empty>
              )}
              {(next || cursor) && (
                <nav class="pages" aria-label="Pages">
                  {cursor && <a href={to(["duplicates"])}>First page</a>}
                  {next && <a href={to(["duplicates"], { cursor: next })}>Look further</a>}
                </nav>
              )}
            </>
          );
        }}
      </Shown>
    </>
  );
}

/** The next pairs of the walk: read until there are some, it ends, or it has taken long enough. */
async function look(cursor: string | undefined, signal: AbortSignal): Promise<Found> {
  const pairs: Pair[] = [];
  let next = cursor ?? null;
  let asOf = "";
  for (let page = 0; page < MOST_PAGES && (page === 0 || next) && pairs.length < SHOWN; page++) {
    const { data, meta } = await get("/api/customers/profiles/duplicates", { query: { limit: SHOWN, ...(next ? { cursor: next } : {}) }, signal });
    pairs.push(...data);
    next = meta.nextCursor;
    asOf = meta.asOf;
  }
  return { pairs, next, asOf };
}

function Two({ pair, busy, merge }: { pair: Pair; busy: boolean; merge: (from: string, into: string) => Promise<void> }) {
  // Whoever has ordered more stays, unless somebody says otherwise.
  const [kept, setKept] = useState(() => (orders(pair, 1) > orders(pair, 0) ? 1 : 0));
  const [into, from] = [pair.customers[kept], pair.customers[1 - kept]];
  if (!into || !from) return null;
  return (
    <section class="figure">
      <p class="row">
        {pair.why.map((one) => (
          <Chip>{WHY[one] ?? one}</Chip>
        ))}
      </p>
      <div class="scroll">
        <table>
          <caption class="hidden">Two customers with {pair.why.map((one) => WHY[one] ?? one).join(" and ")}</caption>
          <thead>
            <tr>
              {mayEdit() && <th scope="col">Stays</th>}
              <th scope="col">Customer</th>
              <th scope="col">E-mail, phone</th>
              <th scope="col" class="number">
                Orders
              </th>
              <th scope="col" class="number wide">
                Spent
              </th>
              <th scope="col" class="number wide">
                Last order
              </th>
            </tr>
          </thead>
          <tbody>
            {pair.customers.map((one, at) => (
              <tr>
                {mayEdit() && (
                  <td>
                    <input type="radio" name={pair.customers.map((two) => two.customerId).join(" ")} aria-label={`${one.customerId} stays`} checked={at === kept} onChange={() => setKept(at)} />
                  </td>
                )}
                <Row one={one} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {mayEdit() && (
        <p class="row">
          <Sure
            verb="Merge them"
            label={`Merge them: ${from.customerId} into ${into.customerId}`}
            question={
              <>
                <b>{from.customerId}</b> becomes part of <b>{into.customerId}</b>, with orders, notes and consent. It can be taken out again on their page.
              </>
            }
            disabled={busy}
            run={() => void merge(from.customerId, into.customerId)}
          />
        </p>
      )}
    </section>
  );
}

function Row({ one }: { one: Person }) {
  return (
    <>
      <th scope="row">
        <a href={to(["customers", one.customerId])}>
          <Name name={one.name} id={one.customerId} />
        </a>
        <small class="muted">{one.customerId}</small>
      </th>
      <td>
        <bdi>{one.email}</bdi>
        <small class="muted">
          <bdi>{one.phone}</bdi>
        </small>
      </td>
      <td class="number">{count(one.orderCount)}</td>
      <td class="number wide">{money(one.totalSpent)}</td>
      <td class="number wide">{one.lastOrderDate ? dates.day(one.lastOrderDate) : "none yet"}</td>
    </>
  );
}

function orders({ customers }: Pair, at: number): number {
  return customers[at]?.orderCount ?? 0;
}
