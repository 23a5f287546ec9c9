// What was sent to a webhook and what waits, and a way to send it once more.
import { useState } from "preact/hooks";
import { get, post } from "../../api/client";
import { useLoad } from "../../api/load";
import { useAct } from "../../parts/act";
import { Chip } from "../../parts/bits";
import { Form } from "../../parts/form";
import { Shown } from "../../parts/states";
import { Table } from "../../parts/table";
import * as dates from "../../words/dates";
import { called } from "../../words/events";
import { count, counted } from "../../words/numbers";
import type { Webhook } from "./webhooks";

interface Props {
  webhook: Webhook;
  /** How many tests were sent since the page was opened: after each they are read anew. */
  tests: number;
}

export function Deliveries({ webhook, tests }: Props) {
  const path = { webhookId: webhook.id };
  const found = useLoad(`deliveries ${webhook.id} ${tests}`, (signal) => get("/api/webhooks/{webhookId}/deliveries", { path, query: { limit: 50 }, signal }));
  const act = useAct(found.again);
  const [said, setSaid] = useState<string>();
  const again = async (body: Record<string, unknown>): Promise<void> => {
    const { data } = await post("/api/webhooks/{webhookId}/replay", { path, body: body as never });
    setSaid(data.queued ? `${counted(data.queued, "delivery", "deliveries")} will be sent once more.` : "Nothing was delivered since then.");
  };
  return (
    <>
      {act.trouble}
      <p>
        <button type="button" class="quiet" onClick={found.again}>
          Look again
        </button>
      </p>
      <Shown of={found} lines={4}>
        {({ data, meta }) => (
          <Table
            caption={`Deliveries to ${webhook.url}, newest first`}
            rows={data}
            rowKey={(row) => row.messageId}
            columns={[
              { name: "Event", cell: (row) => called(row.type) },
              { name: "When", room: "wide", cell: (row) => dates.instant(row.eventAt) },
              { name: "State", cell: (row) => <Chip tone={row.state === "delivered" ? "good" : ""}>{row.state}</Chip> },
              { name: "Answer", cell: (row) => <bdi>{[row.status, row.error, row.answer].filter((one) => one !== null && one !== "").join(" · ")}</bdi> },
              { name: "Attempts", kind: "number", cell: (row) => count(row.attempts) },
              { name: "ms", kind: "number", room: "wide", cell: (row) => (row.latencyMs === null ? "" : count(row.latencyMs)) },
            ]}
            none="Nothing was sent yet."
            below={meta.nextCursor && <p class="muted">Older ones are not shown.</p>}
          />
        )
        }
      </Shown>
      <Form
        label={`Send once more to ${webhook.url}`}
        line
        fields={[{ name: "from", label: "Whatever was delivered since", kind: "day", required: true }]}
        act={act}
        send={again}
        verb="Send once more"
      />
      <p class="muted" role="status">
        {said}
      </p>
    </>
  );
}
