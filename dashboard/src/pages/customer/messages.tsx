// What the shop and they said to each other, and how far each message came.
import { get } from "../../api/client";
import { useLoad } from "../../api/load";
import { Chip } from "../../parts/bits";
import { Shown, totalSaid } from "../../parts/states";
import { Table } from "../../parts/table";
import * as dates from "../../words/dates";

const CHANNELS: Readonly<Record<string, string>> = { email: "E-mail", sms: "Text message", phone: "Phone", chat: "Chat", in_person: "In person", push: "Push", whatsapp: "WhatsApp" };

export function Messages({ id }: { id: string }) {
  const found = useLoad(`messages ${id}`, (signal) => get("/api/customers/communications", { query: { customerId: id, limit: 20 }, signal }));
  return (
    <section class="figure">
      <h2>Messages</h2>
      <Shown of={found} lines={3}>
        {({ data, total }) =>
          data.length ? (
            <>
              <Table
                caption="Messages, newest first"
                rows={data}
                rowKey={(row) => row.id}
                columns={[
                  { name: "When", cell: (row) => dates.day(row.occurredAt) },
                  { name: "Over", room: "wide", cell: (row) => `${CHANNELS[row.channel] ?? row.channel}${row.direction === "inbound" ? ", from them" : ""}` },
                  { name: "About", cell: (row) => <bdi>{row.subject ?? row.message ?? "no subject"}</bdi> },
                  {
                    name: "Came to",
                    cell: (row) => (
                      <>
                        {row.status} {row.consentViolation && <Chip tone="risk">not wanted</Chip>}
                      </>
                    ),
                  },
                ]}
              />
              {total !== data.length && <p class="muted">The newest of {totalSaid(total, data.length, "message")}.</p>}
            </>
          ) : (
            <p class="muted">Nothing yet. Your sending system tells of messages and what became of them over the API.</p>
          )
        }
      </Shown>
    </section>
  );
}
