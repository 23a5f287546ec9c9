// Whom to write to today: three lists, each with what it is worth and a file to take along.
import { get, type AnswerTo } from "../api/client";
import { known, useLoad } from "../api/load";
import { screenOf } from "../links";
import { Name, PageHead, SegmentChip } from "../parts/bits";
import { ExportButton } from "../parts/export";
import { Asleep } from "../parts/looking_back";
import { Empty, Shown } from "../parts/states";
import { to } from "../router";
import { theShop } from "../shop/shop";
import { asked, then } from "../shop/then";
import { ahead, ago } from "../words/dates";
import * as dates from "../words/dates";
import { count, money } from "../words/numbers";
import { CustomersExport } from "./customers/export";
import { filtersOf, within, type Customer } from "./customers/query";
import { DUE_CSV, duePage } from "./due";
import { LapsingToday } from "./loyalty/today";
import { NoNight } from "./product";

type Overview = AnswerTo<"/api/v1/analytics/overview">["data"];
const SHOWN = 6;
const BASIS: Record<string, string> = {
  model: "what they are expected to spend, by this shop's own model",
  prior: "what they are expected to spend, by a model that leans on another shop's",
  averageOrderValue: "one order each, of their average value",
  averagePurchase: "one purchase each, of its average value",
};

export function useOverview() {
  return useLoad("overview", (signal) => get("/api/v1/analytics/overview", { query: asked(), signal }));
}

export function TodayPage() {
  return (
    <>
      <PageHead title="Today" note="Whom to write to, and what it is worth." />
      <Shown of={useOverview()} lines={10}>
        {({ data }) => data.figures.customers.value ? (
            <>
              <Asleep revenue={data.figures.revenue} />
              <Columns data={data} />
              <Unhappy />
              <LapsingToday />
            </>
          ) : (
            <NobodyYet />
          )
        }
      </Shown>
    </>
  );
}

export function NobodyYet() {
  return (
    <Empty>
      <p>No orders yet: drop your shop's export of orders, and the screens fill.</p>
      <p>
        <a href={to(["data"])}>Import orders</a>
      </p>
    </Empty>
  );
}

function Columns({ data }: { data: Overview }) {
  const { slipping, due, newAndGood } = data.today;
  return (
    <div class="thirds">
      <Column title="Slipping away" list={slipping} advice="Write before they are gone.">
        <People link={slipping.link} say={(row) => ago(row.metrics.lastOrderDaysAgo ?? 0)} />
      </Column>
      <Column title="Due to reorder" list={due} advice="Remind them of what they usually buy.">
        {due.customers !== null ? <DuePeople /> : then() ? <p class="muted">What is due is known as of last night alone.</p> : <NoNight />}
      </Column>
      <Column title="New and good" list={newAndGood} advice="Thank them: a second order is likely.">
        <People link={newAndGood.link} say={spent} />
      </Column>
    </div>
  );
}

const UNHAPPY = "/api/customers?unanswered=true&status=active,vip,at_risk";

/** Who complained, would not recommend the shop or rated it low, and heard nothing since; nothing where nobody did. */
function Unhappy() {
  const found = useLoad("unhappy", (signal) => get("/api/customers", { query: { ...filtersOf(queryOf(UNHAPPY)), limit: SHOWN }, signal }));
  const value = known(found);
  if (then() || (value && !value.data.length)) return null;
  return (
    <section class="card">
      <h2>Unhappy, and nobody answered</h2>
      <Shown of={found} lines={3}>
        {({ meta }) => (
          <>
            <p class="figure-of">
              <a href={screenOf(UNHAPPY) ?? "#/"}>{count(meta.total ?? SHOWN)}</a>
            </p>
            <p class="muted">They complained, would not recommend the shop, or rated it low. Answer them before anybody else.</p>
            <People link={UNHAPPY} say={spent} />
          </>
        )}
      </Shown>
      <footer class="row">
        <a href={screenOf(UNHAPPY) ?? "#/"}>Show all</a>
        <ListExport link={UNHAPPY} title="Unhappy" />
      </footer>
    </section>
  );
}

function spent(row: Customer): string {
  return `${money(row.metrics.totalSpend, "whole")} spent`;
}

interface List {
  sentence: string;
  customers: number | null;
  money: number | null;
  moneyBasis: string | null;
  link: string;
  asOf: string | null;
}

function Column({ title, list, advice, children }: { title: string; list: List; advice: string; children: preact.ComponentChildren }) {
  const screen = screenOf(list.link);
  return (
    <section class="card today">
      <h2>{title}</h2>
      {list.customers !== null && (
        <>
          <p class="figure-of">
            <a href={screen ?? "#/"}>{count(list.customers)}</a>
            {list.customers > 0 && list.money !== null && list.moneyBasis && (
              <span class="muted" title={BASIS[list.moneyBasis]}>
                {" "}
                {money(list.money, "whole")} at stake
              </span>
            )}
          </p>
          {list.customers > 0 ? (
            <>
              <p>{list.sentence}</p>
              <p class="muted">{list.moneyBasis ? `${advice} At stake: ${BASIS[list.moneyBasis]}.` : advice}</p>
            </>
          ) : (
            <p class="muted">Nobody right now.</p>
          )}
        </>
      )}
      {list.customers !== 0 && children}
      {!!list.customers && (
        <footer class="row">
          <a href={screen ?? "#/"}>Show all</a>
          <ListExport link={list.link} title={title} />
        </footer>
      )}
      {list.asOf && <p class="muted small">As of {dates.instant(list.asOf)}.</p>}
    </section>
  );
}

function ListExport({ link, title }: { link: string; title: string }) {
  const name = `${title.toLowerCase().replaceAll(" ", "-")}-${theShop().tenant}`;
  if (link.startsWith("/product-affinity/due")) {
    return <ExportButton name={name} label={title} columns={DUE_CSV} rowKey={(row) => `${row.customerId} ${row.productId}`} page={(cursor) => duePage(cursor)} />;
  }
  return <CustomersExport name={name} label={title} filters={filtersOf(queryOf(link))} />;
}

/** What the API's link to a list asks for. */
function queryOf(link: string): URLSearchParams {
  return new URLSearchParams(link.split("?", 2)[1]);
}

function People({ link, say }: { link: string; say: (row: Customer) => string }) {
  const query = queryOf(link);
  const loaded = useLoad(`few ${link}`, (signal) => get("/api/customers", { query: { ...filtersOf(query), limit: SHOWN }, signal }));
  return (
    <Shown of={loaded} lines={SHOWN}>
      {({ data }) => (
        <ul class="people">
          {data.map((row) => (
            <li>
              <a href={within(query, row.contactID)}>
                <Name name={row.name} id={row.contactID} />
              </a>
              <SegmentChip segment={row.metrics.segment} />
              <span class="number">{say(row)}</span>
            </li>
          ))}
        </ul>
      )}
    </Shown>
  );
}

function DuePeople() {
  const loaded = useLoad("few due", (signal) => get("/product-affinity/due", { query: { days: 7, minScore: 0, limit: SHOWN }, signal }));
  const now = new Date().toISOString();
  return (
    <Shown of={loaded} lines={SHOWN}>
      {({ data }) => (
        <ul class="people">
          {data.map((row) => (
            <li>
              <span>
                <a href={to(["customers", row.customerId])}>
                  <Name name={row.customerName} id={row.customerId} />
                </a>
                <small class="muted">
                  <Name name={row.productName} id={row.productId} />
                </small>
              </span>
              <span class="number">{ahead(row.nextPredictedPurchaseDate, now)}</span>
            </li>
          ))}
        </ul>
      )}
    </Shown>
  );
}
