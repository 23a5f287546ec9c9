// Products, the most bought first; one click to who buys each.
import { useState } from "preact/hooks";
import { get } from "../api/client";
import { useLoad } from "../api/load";
import { Name, PageHead } from "../parts/bits";
import { Empty, Shown } from "../parts/states";
import { Table } from "../parts/table";
import { go, place, to } from "../router";
import * as dates from "../words/dates";
import { count, counted, money, percent } from "../words/numbers";
import { afterNight, NoNight } from "./product";

const SHOWN = 100;

export function ProductsPage() {
  const q = place.value.query.get("q") ?? "";
  const loaded = useLoad(`products ${q}`, (signal) => afterNight(get("/product-affinity/products", { query: { limit: SHOWN, ...(q ? { q } : {}) }, signal })));
  return (
    <>
      <PageHead title="Products" note="The most bought first. Open one to see who buys it, who should have, and what goes with it." />
      <Search value={q} />
      {!q && <Forecast />}
      <Shown of={loaded} lines={12}>
        {(answer) =>
          !answer ? (
            <NoNight />
          ) : answer.data.length ? (
            <>
              <p class="muted" role="status">
                {answer.data.length < (answer.meta.total ?? 0) ? `The first ${count(answer.data.length)} of ${counted(answer.meta.total ?? 0, "product")}` : counted(answer.data.length, "product")}, as of {dates.instant(answer.meta.asOf)}.
              </p>
              <Table
                caption="Products"
                rows={answer.data}
                rowKey={(row) => row.productId}
                columns={[
                  { name: "Product", cell: (row) => <a href={to(["products", row.productId])}><Name name={row.productName} id={row.productId} /></a> },
                  { name: "Id", wide: true, cell: (row) => <code>{row.productId}</code> },
                  { name: "Category", wide: true, cell: (row) => row.category },
                  { name: "Place", kind: "number", cell: (row) => count(row.rank) },
                ]}
              />
            </>
          ) : (
            <Empty>{q ? "No product has these words in its name or id." : "Orders name no products yet."}</Empty>
          )
        }
      </Shown>
    </>
  );
}

function Search({ value }: { value: string }) {
  const [typed, setTyped] = useState(value);
  return (
    <form
      role="search"
      class="search"
      onSubmit={(event) => {
        event.preventDefault();
        go(to(["products"], { q: typed.trim() }));
      }}
    >
      <label class="hidden" for="product-q">
        Name or id of a product
      </label>
      <input
        id="product-q"
        type="search"
        value={typed}
        placeholder="Name or id of a product"
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          if (!event.currentTarget.value) go(to(["products"]));
        }}
      />
      <button type="submit">Search</button>
    </form>
  );
}

/** What the shop sells as a rule, with how wrong that has been; and how much of it is known by name. */
function Forecast() {
  const loaded = useLoad("forecast", (signal) => afterNight(get("/product-affinity/forecast", { query: { days: 28 }, signal })));
  return (
    <Shown of={loaded} lines={3}>
      {(answer) =>
        answer &&
        answer.data.revenue !== null && (
          <section class="figure">
            <h2>The next four weeks</h2>
            <p>
              As a rule <b>{counted(Math.round(answer.data.purchases ?? 0), "purchase")}</b> for <b>{money(answer.data.revenue, "whole")}</b>, the mean of the last {count(answer.data.meanOfWeeks ?? 0)} weeks
              {answer.data.revenueWape !== null && `; so far such a mean was wrong by ${percent(answer.data.revenueWape)}`}.
            </p>
            <p class="muted">
              {counted(answer.data.inRhythm.purchases, "purchase")} of customers who buy a product in a rhythm fall due in that time, {counted(answer.data.overdue, "more is", "more are")} past their date: <a href={to(["due"])}>who is next</a>
            </p>
          </section>
        )
      }
    </Shown>
  );
}
