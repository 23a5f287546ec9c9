// What they are worth, and what that is predicted from.
import { get, type AnswerTo } from "../../api/client";
import { useLoad } from "../../api/load";
import { Shown } from "../../parts/states";
import { theShop } from "../../shop/shop";
import { counted, decimal, money, percent } from "../../words/numbers";
import { Fact } from "./facts";

type Profile = AnswerTo<"/customers/venue/{venueId}/{customerId}">["data"];

const BASIS: Record<string, string> = {
  model: "from this shop's own model",
  prior: "from a model that leans on another shop's, since this one has few buyers yet",
  rules: "by simple rules: there is too little history for a model",
  not_eligible: "nothing can be said without an order",
};

export function Worth({ id }: { id: string }) {
  const profile = useLoad(`profile ${id}`, (signal) => get("/customers/venue/{venueId}/{customerId}", { path: { venueId: theShop().tenant, customerId: id }, query: { explain: true }, signal }));
  return (
    <section class="figure">
      <h2>What they are worth</h2>
      <Shown of={profile} lines={4}>
        {({ data }) => <Value data={data} />}
      </Shown>
    </section>
  );
}

function Value({ data }: { data: Profile }) {
  const models = data.models;
  if (!models) return <p class="muted">Their history is being read; reload the page in a moment.</p>;
  const clv = models.clv ?? data.predictedLifetimeValue;
  return (
    <>
      <dl class="facts">
        <Fact name={`Chance that they do not order in ${counted(models.horizonDays, "day")}`}>
          <strong>{models.churnProbability === null ? "not known" : percent(models.churnProbability)}</strong>
        </Fact>
        <Fact name={models.clv === null ? "Lifetime value, three years" : `Worth in the next ${counted(models.clvHorizonDays, "day")}`}>{clv === null ? "not known" : money(clv, "whole")}</Fact>
        <Fact name={`Orders in ${counted(models.horizonDays, "day")}`}>{models.expectedOrders === null ? "not known" : decimal(models.expectedOrders)}</Fact>
        <Fact name="The next order">{models.expectedOrderValue === null ? "not known" : money(models.expectedOrderValue)}</Fact>
      </dl>
      <p class="muted">
        Predicted {BASIS[models.basis]}. Of the numbers that say who leaves go by this chance: the churn risk is a score of warning signs, the rule of thumb knows dates alone.
      </p>
    </>
  );
}
