// How engaged customers are, how many are at risk, and what they say: each number is its list. Orders alone reach 45 of
// 100 of the churn risk: bands of them would tell a shop less than the sentence.
import { get } from "../../api/client";
import { useLoad } from "../../api/load";
import { Shown } from "../../parts/states";
import { Table } from "../../parts/table";
import { to } from "../../router";
import { asked } from "../../shop/then";
import { BANDS, COUNTED_STATUSES } from "../../words/bands";
import { count, percent } from "../../words/numbers";

interface Band {
  band: string;
  count: number;
}

export function People() {
  const engagement = useLoad("engagement", (signal) => get("/api/v1/analytics/engagement", { query: asked(), signal }));
  const risk = useLoad("churn risk", (signal) => get("/api/v1/analytics/churn-risk", { query: asked(), signal }));
  const nps = useLoad("nps", (signal) => get("/api/v1/analytics/nps", { query: asked(), signal }));
  return (
    <div class="thirds">
      <section class="figure">
        <h2>Engagement</h2>
        <Shown of={engagement} lines={4}>
          {({ distribution, ordersAlone }) =>
            ordersAlone ? <OrdersAlone /> : <Bands caption="Customers by engagement" filter="engagement" bands={distribution} />
          }
        </Shown>
      </section>
      <section class="figure">
        <h2>Churn risk</h2>
        <Shown of={risk} lines={4}>
          {({ critical, high, medium, low, ordersAlone }) =>
            ordersAlone ? (
              <OrdersAlone />
            ) : (
              <Bands
                caption="Customers by churn risk"
                filter="churnRisk"
                bands={[
                  { band: "critical", count: critical },
                  { band: "high", count: high },
                  { band: "medium", count: medium },
                  { band: "low", count: low },
                ]}
              />
            )
          }
        </Shown>
      </section>
      <section class="figure">
        <h2>Would they recommend the shop?</h2>
        <Shown of={nps} lines={4}>
          {({ data }) =>
            data.answers ? (
              <>
                <p class="figure-of">{count(data.npsScore ?? 0)}</p>
                <Bands
                  caption="Answers"
                  filter="npsBand"
                  bands={[
                    { band: "promoter", count: data.promoters },
                    { band: "passive", count: data.passives },
                    { band: "detractor", count: data.detractors },
                  ]}
                />
              </>
            ) : (
              <p class="muted">Nobody was asked yet. Answers come as interactions over the API.</p>
            )
          }
        </Shown>
      </section>
    </div>
  );
}

function OrdersAlone() {
  return <p class="muted">Only orders are known. Log e-mails or payments to see more.</p>;
}

function Bands({ caption, filter, bands }: { caption: string; filter: string; bands: readonly Band[] }) {
  const all = bands.reduce((sum, one) => sum + one.count, 0);
  return (
    <Table
      caption={caption}
      rows={bands}
      rowKey={(row) => row.band}
      columns={[
        { name: "Band", cell: (row) => BANDS[row.band] },
        { name: "Customers", kind: "number", cell: (row) => <a href={to(["customers"], { [filter]: row.band, status: COUNTED_STATUSES })}>{count(row.count)}</a> },
        { name: "Share", kind: "number", cell: (row) => (all ? percent(row.count / all) : "none") },
      ]}
    />
  );
}
