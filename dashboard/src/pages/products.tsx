// Products, the most bought first, and the one that was opened beside them.
import { get, type AnswerTo } from "../api/client";
import { useLoad } from "../api/load";
import { Beside } from "../parts/beside";
import { Name, PageHead } from "../parts/bits";
import { SearchBox } from "../parts/search";
import { Empty, Shown } from "../parts/states";
import { Table, type Column } from "../parts/table";
import { place, to } from "../router";
import * as dates from "../words/dates";
import { count, counted, money, percent } from "../words/numbers";
import { afterNight, NoNight, ProductPage } from "./product";

const SHOWN = 100;

export function ProductsPage({ id }: { id: string | undefined }) {
  const q = place.value.query.get("q") ?? "";
  return (
    <Beside
      name="Product"
      back={to(["products"], { q })}
      detail={id === undefined ? undefined : <ProductPage id={id} key={id} />}
      list={(beside) => (
        <>
          <PageHead title="Products" level={beside ? 2 : 1} {...(beside ? {} : { note: "The most bought first. Open one to see who buys it, who should have, and what goes with it." })} />
          <SearchBox key={q} label="Name or id of a product" value={q} found={(words) => to(["products"], { q: words })} />
          {!q && !beside && <Forecast />}
          <Listed q={q} beside={beside} open={id} />
        </>
      )}
    />
  );
}

function Listed({ q, beside, open }: { q: string; beside: boolean; open: string | undefined }) {
  const loaded = useLoad(`products ${q}`, (signal) => afterNight(get("/product-affinity/products", { query: { limit: SHOWN, ...(q ? { q } : {}) }, signal })));
  return (
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
              {...(open === undefined ? {} : { open })}
              columns={beside ? [PRODUCT, PLACE, TIMES] : [PRODUCT, ID, ...(answer.data.some((row) => row.category) ? [CATEGORY] : []), PLACE, TIMES]}
            />
          </>
        ) : (
          <Empty>{q ? "No product has these words in its name or id." : "Orders name no products yet."}</Empty>
        )
      }
    </Shown>
  );
}

type Ranked = AnswerTo<"/product-affinity/products">["data"][number];
const PRODUCT: Column<Ranked> = { name: "Product", cell: (row) => <a href={to(["products", row.productId], { q: place.value.query.get("q") })}><Name name={row.productName} id={row.productId} /></a> };
const ID: Column<Ranked> = { name: "Id", room: "wide", cell: (row) => <code>{row.productId}</code> };
const CATEGORY: Column<Ranked> = { name: "Category", room: "wide", cell: (row) => row.category };
const PLACE: Column<Ranked> = { name: "Place", kind: "number", cell: (row) => count(row.rank) };
const TIMES: Column<Ranked> = { name: "Times bought", kind: "number", cell: (row) => (row.purchases === null ? <span class="muted">after tonight</span> : count(row.purchases)) };

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
              As a rule <b>{counted(Math.round(answer.data.purchases ?? 0), "purchase")}</b> for <b>{money(answer.data.revenue, "whole")}</b>, the mean of the last {counted(answer.data.meanOfWeeks ?? 0, "week")}
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
