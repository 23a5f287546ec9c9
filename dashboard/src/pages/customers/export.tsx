// The file of a list of customers: all pages of it, whatever the screen shows of them.
import { get } from "../../api/client";
import { ExportButton } from "../../parts/export";
import { CSV } from "./columns";
import type { Customer, Filters } from "./query";

interface Props {
  name: string;
  filters: Filters;
  /** What the list is called where several stand on one screen. */
  label?: string;
  small?: boolean;
}

export function CustomersExport({ name, filters, label, small = false }: Props) {
  return (
    <ExportButton<Customer>
      name={name}
      small={small}
      {...(label ? { label } : {})}
      columns={CSV}
      rowKey={(row) => row.contactID}
      page={async (cursor) => {
        const { data, meta } = await get("/api/customers", { query: { ...filters, limit: 500, ...(cursor ? { cursor } : {}) } });
        return { rows: data, next: meta.nextCursor, asOf: meta.asOf };
      }}
    />
  );
}
