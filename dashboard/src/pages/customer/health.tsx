// How engaged they are and how likely they slip away, each with the parts that it is made of.
import { get, type AnswerTo } from "../../api/client";
import { changes, useLoad } from "../../api/load";
import { Chip, Why } from "../../parts/bits";
import { Shown } from "../../parts/states";
import { count, decimal } from "../../words/numbers";
import { BANDS } from "../../words/bands";
import { Fact } from "./facts";

type Intelligence = AnswerTo<"/api/v1/customers/{customerId}/intelligence">["data"];
interface Part {
  score: number;
  weight: number;
}

const PARTS: Record<string, string> = {
  recency: "how lately they did something",
  frequency: "how often in 30 days",
  monetary: "what they spent",
  breadth: "how many channels they opted in to",
  depth: "what they open of what is sent",
  activityDecline: "do less than before",
  payment: "payments that failed",
  engagementDrop: "e-mails not opened",
  tierDowngrade: "a lower tier",
  complaints: "complaints",
};

export function Health({ id }: { id: string }) {
  const found = useLoad(`intelligence ${id} ${changes.value}`, (signal) => get("/api/v1/customers/{customerId}/intelligence", { path: { customerId: id }, query: { explain: true }, signal }));
  return (
    <section class="figure">
      <h2>Engagement and risk</h2>
      <Shown of={found} lines={4}>
        {({ data }) => <Scores data={data} />}
      </Shown>
    </section>
  );
}

function Scores({ data }: { data: Intelligence }) {
  return (
    <>
      <Facts data={data} />
      <p class="muted">The churn risk adds up warning signs and is no probability: that is the chance under What they are worth.</p>
    </>
  );
}

function Facts({ data }: { data: Intelligence }) {
  return (
    <dl class="facts">
      <Fact name="Engagement of 100">
        {data.engagementScore === null ? "not known" : count(data.engagementScore)} {data.engagement && <Chip>{BANDS[data.engagement]}</Chip>} <Parts of={data.explanation?.engagementScore} />
      </Fact>
      <Fact name="Churn risk of 100">
        {data.churnRiskScore === null ? "not known" : count(data.churnRiskScore)} {data.churnRisk && <Chip tone={data.churnRisk === "critical" ? "risk" : ""}>{BANDS[data.churnRisk]}</Chip>}{" "}
        <Parts of={data.explanation?.churnRiskScore} />
      </Fact>
      <Fact name="Would recommend, of 10">{data.npsScore === null ? "never asked" : count(data.npsScore)}</Fact>
      <Fact name="Rates, of 5">{data.averageRating === null ? "no ratings" : decimal(data.averageRating)}</Fact>
    </dl>
  );
}

/** Each part with its points and its weight. */
function Parts({ of }: { of: unknown }) {
  const parts = Object.entries((of ?? {}) as Record<string, Part>).filter(([name]) => PARTS[name]);
  if (!parts.length) return null;
  return (
    <Why>
      {parts.map(([name, part]) => (
        <p>
          {PARTS[name]}: {count(part.score)} of 100, weighs {count(part.weight)} %
        </p>
      ))}
    </Why>
  );
}
