// How they buy: how often, how regularly, and what most.
import { get, type AnswerTo } from "../../api/client";
import { useLoad } from "../../api/load";
import { Name, Why } from "../../parts/bits";
import { Shown } from "../../parts/states";
import { to } from "../../router";
import { counted, decimal, percent } from "../../words/numbers";
import { Fact } from "./facts";

type Analytics = AnswerTo<"/api/customers/analytics">["data"][number];

export function Habits({ id }: { id: string }) {
  const found = useLoad(`analytics ${id}`, (signal) => get("/api/customers/analytics", { query: { customerId: id }, signal }));
  return (
    <section class="figure">
      <h2>How they buy</h2>
      <Shown of={found} lines={4}>
        {({ data }) => (data[0]?.totalOrders ? <Rhythm data={data[0]} /> : <p class="muted">They have not ordered yet.</p>)}
      </Shown>
    </section>
  );
}

function Rhythm({ data }: { data: Analytics }) {
  return (
    <>
      <dl class="facts">
        <Fact name="Days between orders">{data.averageDaysBetweenOrders === null ? "one order so far" : decimal(data.averageDaysBetweenOrders)}</Fact>
        <Fact name="Orders a year">{data.ordersPerYear === null ? "not known" : decimal(data.ordersPerYear)}</Fact>
        <Fact name="Of their orders, repeated">{data.repeatPurchaseRate === null ? "none" : percent(data.repeatPurchaseRate)}</Fact>
        <Fact name="Leaves, by a rule of thumb">
          {data.churnRisk === null ? "not known" : percent(data.churnRisk)}{" "}
          <Why>
            <p>From a fixed table: days since the last order, less for who orders often. Nothing of this shop is in it; the chance under What they are worth is.</p>
          </Why>
        </Fact>
      </dl>
      {data.productPreferences.length > 0 && (
        <p>
          Most of all{" "}
          {data.productPreferences.map((one, at) => (
            <>
              {at > 0 && ", "}
              <a href={to(["products", one.productId])}>
                <Name name={one.productName} id={one.productId} />
              </a>{" "}
              <span class="muted">{counted(one.purchaseCount, "time")}</span>
            </>
          ))}
        </p>
      )}
    </>
  );
}
