// What a file does not say by itself: which of its columns is what, and what its words for a status mean.
import { useEffect, useState } from "preact/hooks";
import { headerOf } from "./header";
import type { Import, Options } from "./upload";

/** Fields of an order that a column may hold, as a shop calls them. */
export const FIELDS = [
  ["orderId", "Order number"],
  ["orderedAt", "Date of the order"],
  ["customerId", "Customer number"],
  ["customer.email", "Customer's e-mail"],
  ["customer.phone", "Customer's phone"],
  ["customer.name", "Customer's name"],
  ["status", "Status"],
  ["total", "Total of the order"],
  ["productId", "Product number"],
  ["productName", "Product name"],
  ["quantity", "Quantity"],
  ["unitPrice", "Price of one"],
  ["lineTotal", "Price of the line"],
  ["currency", "Currency"],
] as const;
const STATUSES = ["paid", "pending", "refunded", "cancelled"] as const;
const BLANK = "";

interface Props {
  found: Import;
  file: File;
  busy: boolean;
  again: (options: Partial<Options>) => void;
}

/** Columns that the file's header does not name as we do: chosen here, and the file is tried again. */
export function Columns({ found, file, busy, again }: Props) {
  const [header, setHeader] = useState<readonly string[]>([]);
  const [mapping, setMapping] = useState<Record<string, string>>(found.options.mapping);
  useEffect(() => {
    void headerOf(file, found.recognised?.separator ?? ",").then(setHeader);
  }, [file]);
  if (!header.length) return null;
  return (
    <form
      class="figure form"
      aria-label="Columns"
      onSubmit={(event) => {
        event.preventDefault();
        again({ mapping });
      }}
    >
      <h3>Which column is what</h3>
      <p class="muted">Needed are the order's number, its date, who ordered (a number, an e-mail or a phone), and its total or what was bought.</p>
      <div class="fields">
        {FIELDS.map(([field, label]) => (
          <label>
            <span>{label}</span>
            <select
              value={mapping[field] ?? ""}
              onChange={({ currentTarget: { value } }) => {
                const { [field]: _, ...others } = mapping;
                setMapping(value ? { ...others, [field]: value } : others);
              }}
            >
              <option value="">as recognised</option>
              <option value="-">no column</option>
              {header.map((column) => (
                <option value={column}>{column}</option>
              ))}
            </select>
          </label>
        ))}
      </div>
      <p class="row">
        <button type="submit" disabled={busy}>
          Try it with these columns
        </button>
      </p>
    </form>
  );
}

/** Words of the file for a status that nobody knows; the blank one too, where every row's is blank. */
export function Statuses({ found, busy, again }: Omit<Props, "file">) {
  const words = asksStatus(found) ? [BLANK] : Object.keys(found.unknownStatuses);
  const [chosen, setChosen] = useState<Record<string, string>>({});
  if (!words.length) return null;
  return (
    <form
      class="row"
      aria-label="Statuses"
      onSubmit={(event) => {
        event.preventDefault();
        again({ statuses: { ...found.options.statuses, ...chosen } });
      }}
    >
      {words.map((word) => (
        <label class="inline">
          <bdi>{word === BLANK ? "A blank status" : word}</bdi> means
          <select value={chosen[word] ?? ""} onChange={({ currentTarget: { value } }) => setChosen({ ...chosen, [word]: value })}>
            <option value="" disabled>
              choose
            </option>
            {STATUSES.map((status) => (
              <option value={status}>{status}</option>
            ))}
          </select>
        </label>
      ))}
      <button type="submit" disabled={busy || !Object.keys(chosen).length}>
        Try it so
      </button>
    </form>
  );
}

export function asksColumns(found: Import): boolean {
  return found.state === "failed" && !asksStatus(found) && /--map /.test(found.error ?? "");
}

export function asksStatus(found: Import): boolean {
  return found.state === "failed" && /--status /.test(found.error ?? "");
}
