// How the shop stands: six figures with their past, segments over two years, where customers went, R x F, and how far to
// trust the models.
import { PageHead } from "../../parts/bits";
import { Asleep } from "../../parts/looking_back";
import { Shown } from "../../parts/states";
import * as dates from "../../words/dates";
import { counted } from "../../words/numbers";
import { NobodyYet, useOverview } from "../today";
import { Cards } from "./cards";
import { Moves, SegmentsOverTime } from "./changes";
import { RfmGrid } from "./grid";
import { People } from "./people";
import { Trust } from "./trust";

export function OverviewPage() {
  return (
    <>
      <PageHead title="Overview" />
      <Shown of={useOverview()} lines={12}>
        {({ data }) =>
          data.figures.customers.value ? (
            <>
              <Asleep revenue={data.figures.revenue} />
              <Cards data={data} />
              <SegmentsOverTime data={data} />
              <div class="halves roomy">
                <Moves data={data} />
                <RfmGrid rfm={data.rfm} />
              </div>
              <People />
              <Trust said={data.models} />
              <p class="muted">
                As of {dates.instant(data.asOf)}, by the orders known today.
                {data.noOrders > 0 && ` ${counted(data.noOrders, "customer")} without a counted order ${data.noOrders === 1 ? "is" : "are"} in no number.`}
              </p>
            </>
          ) : (
            <NobodyYet />
          )
        }
      </Shown>
    </>
  );
}
