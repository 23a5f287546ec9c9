// Customers by any combination of filters, or by what one begins to type; the one who was opened beside them.
import { get } from "../../api/client";
import { useLoad } from "../../api/load";
import { Beside } from "../../parts/beside";
import { PageHead } from "../../parts/bits";
import { SearchBox } from "../../parts/search";
import { Empty, Shown, totalSaid } from "../../parts/states";
import { Table } from "../../parts/table";
import { place, to } from "../../router";
import { mayEdit, theShop } from "../../shop/shop";
import * as dates from "../../words/dates";
import { CustomerPage } from "../customer";
import { columns } from "./columns";
import { ListExport } from "./file_export";
import { FilterBar } from "./filters";
import { filtersOf, listOf } from "./query";
import { Search } from "./search";

const ROWS = 50;

export function CustomersPage({ id }: { id: string | undefined }) {
  const { query } = place.value;
  const words = query.get("q") ?? "";
  return (
    <Beside
      name="Customer"
      back={to(["customers"], listOf(query))}
      detail={id === undefined ? undefined : <CustomerPage id={id} key={id} />}
      list={(beside) => (
        <>
          <PageHead title="Customers" level={beside ? 2 : 1}>
            {!beside && (
              <>
                <a href={to(["duplicates"])}>Possible duplicates</a>
                {mayEdit() && <a href={to(["new"])}>New customer</a>}
              </>
            )}
          </PageHead>
          <SearchBox key={words} label="Name, company, e-mail, phone or id" value={words} found={(q) => to(["customers"], { q })} />
          {words ? <Search words={words} beside={beside} open={id} /> : <Listed beside={beside} open={id} />}
        </>
      )}
    />
  );
}

function Listed({ beside, open }: { beside: boolean; open: string | undefined }) {
  const { query } = place.value;
  const filters = filtersOf(query);
  const cursor = query.get("cursor") ?? undefined;
  const loaded = useLoad(`customers ${JSON.stringify(listOf(query))}`, (signal) => get("/api/customers", { query: { ...filters, limit: ROWS, ...(cursor ? { cursor } : {}) }, signal }));
  const filtered = Object.keys(listOf(query)).length > 0;
  return (
    <>
      <FilterBar query={query} />
      <Shown of={loaded} lines={12}>
        {({ data, meta }) => (
          <>
            <div class="list-head">
              <p role="status">
                <b>{totalSaid(meta.total, meta.count, "customer")}</b> <span class="muted">as of {dates.instant(meta.asOf)}</span>
              </p>
              {!beside && data.length > 0 && (
                <div class="actions">
                  <ListExport name={`customers-${theShop().tenant}`} filters={filters} />
                </div>
              )}
            </div>
            <Table
              caption="Customers"
              columns={columns(query, beside)}
              rows={data}
              rowKey={(row) => row.contactID}
              {...(open === undefined ? {} : { open })}
              none={
                <Empty>
                  <p>{filtered ? "Nobody is in this list right now." : "No customers yet: drop your shop's export of orders on the page Data."}</p>
                  <p>{filtered ? <a href={to(["customers"])}>Show all customers</a> : <a href={to(["data"])}>Go to Data</a>}</p>
                </Empty>
              }
            />
            <Pages query={query} next={meta.nextCursor} />
          </>
        )}
      </Shown>
    </>
  );
}

function Pages({ query, next }: { query: URLSearchParams; next: string | null }) {
  const here = query.has("cursor");
  if (!next && !here) return null;
  return (
    <nav class="pages" aria-label="Pages">
      {here && <a href={to(["customers"], { ...listOf(query), cursor: "" })}>First page</a>}
      {next && <a href={to(["customers"], { ...listOf(query), cursor: next })}>Next page</a>}
    </nav>
  );
}
