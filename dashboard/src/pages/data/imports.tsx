// Files that came, and the place where the next one is dropped.
import { useRef, useState } from "preact/hooks";
import { get } from "../../api/client";
import { useLoad } from "../../api/load";
import { Chip } from "../../parts/bits";
import { Empty, Shown, Trouble } from "../../parts/states";
import { Table } from "../../parts/table";
import { go, to } from "../../router";
import { theShop } from "../../shop/shop";
import * as dates from "../../words/dates";
import { count } from "../../words/numbers";
import { keepFile } from "./held";
import { upload } from "./upload";

export const TONES: Record<string, string> = { done: "good", failed: "risk", expired: "risk" };

export function ImportsTab() {
  const loaded = useLoad("imports", (signal) => get("/api/imports", { query: { limit: 50 }, signal }));
  return (
    <>
      {theShop().role !== "viewer" && <Drop />}
      <Shown of={loaded}>
        {({ data }) => (
          <Table
            caption="Imports"
            rows={data}
            rowKey={(row) => row.importId}
            columns={[
              { name: "File", cell: (row) => <a href={to(["data", "imports", row.importId])}><bdi>{row.fileName}</bdi></a> },
              { name: "State", cell: (row) => <><Chip tone={TONES[row.state] ?? ""}>{row.state}</Chip> {row.dryRun && <Chip>dry run</Chip>}</> },
              { name: "When", kind: "number", room: "wide", cell: (row) => dates.instant(row.createdAt) },
              { name: "Orders", kind: "number", cell: (row) => (row.counts ? count(row.counts.ordersRead) : "") },
              { name: "Refused rows", kind: "number", cell: (row) => (row.counts?.rowsRefused ? <span class="risk">{count(row.counts.rowsRefused)}</span> : row.counts ? "none" : "") },
            ]}
            none={
              <Empty>
                <p>No file has been imported yet.</p>
              </Empty>
            }
          />
        )
        }
      </Shown>
    </>
  );
}

function Drop() {
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState<string>();
  const [error, setError] = useState<Error>();
  const input = useRef<HTMLInputElement>(null);
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    setError(undefined);
    setBusy(file.name);
    try {
      const id = await upload(file, { dryRun: true });
      keepFile(id, file);
      go(to(["data", "imports", id]));
    } catch (failed) {
      setError(failed as Error);
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <>
      <div
        class={`drop${over ? " over" : ""}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void take(event.dataTransfer?.files[0]);
        }}
      >
        <p>
          <b>{busy ? `Uploading ${busy} ...` : "Drop your shop's export of orders here"}</b>
        </p>
        <p class="muted">CSV as Shopify, WooCommerce and ten others write it, your own columns, or JSON lines. First you see what was understood; nothing is written before you say so.</p>
        <button type="button" disabled={busy !== undefined} onClick={() => input.current?.click()}>
          Choose a file
        </button>
        <input ref={input} type="file" class="hidden" tabIndex={-1} aria-label="File of orders" onChange={(event) => void take(event.currentTarget.files?.[0])} />
      </div>
      {error && <Trouble error={error} />}
    </>
  );
}
