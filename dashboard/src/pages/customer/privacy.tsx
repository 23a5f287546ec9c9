// What they may ask of the shop: a copy of everything that is held of them, or to be forgotten. Only an admin does either.
import { useState } from "preact/hooks";
import { get, post } from "../../api/client";
import { useAct } from "../../parts/act";
import { Form } from "../../parts/form";
import { useFollow } from "../../parts/follow";
import { Trouble } from "../../parts/states";
import { go, to } from "../../router";
import { theShop } from "../../shop/shop";
import type { Copy } from "../../words/privacy";
import { REASON } from "../privacy";
import { CopyFiles } from "../privacy/copies";

/** The copy that was last asked for of each customer since the page was opened; all of them stand on the page Privacy. */
const asked = new Map<string, Copy>();

export function PrivacyOf({ id }: { id: string }) {
  if (theShop().role !== "admin") return <p class="muted">An admin of the shop may write a copy of everything that is held of them, or erase them.</p>;
  return (
    <>
      <CopyOf id={id} />
      <Erase id={id} />
    </>
  );
}

function CopyOf({ id }: { id: string }) {
  const [copy, setCopy] = useState(asked.get(id));
  const [error, setError] = useState<Error>();
  const told = (found: Copy): void => {
    asked.set(id, found);
    setCopy(found);
  };
  const read = async ({ jobId }: Copy): Promise<Copy> => ({ ...(await get("/api/customers/privacy/exports/{jobId}", { path: { jobId } })).data });
  const attempt = (what: () => Promise<Copy>): void => {
    setError(undefined);
    what().then(told, setError);
  };
  useFollow({ job: copy, ended, read, told, failed: setError });
  const going = copy !== undefined && !ended(copy) && !error;
  return (
    <section>
      <h4>A copy for them</h4>
      <p class="muted">Everything that is held of them, with every score and why, as a page that they can read and as a file for programs.</p>
      {error && <Trouble error={error} />}
      <p class="row">
        <button type="button" disabled={going} onClick={() => attempt(async () => (await post("/api/customers/privacy/exports", { body: { customerId: id } })).data)}>
          {going ? "Writing ..." : "Write a copy"}
        </button>
        {copy?.files && (
          <button type="button" class="quiet" onClick={() => attempt(() => read(copy))}>
            New links
          </button>
        )}
      </p>
      <div role="status">{copy && <CopyFiles copy={copy} />}</div>
    </section>
  );
}

function Erase({ id }: { id: string }) {
  const act = useAct(() => undefined);
  const erase = async (body: Record<string, unknown>): Promise<void> => {
    const { data } = await post("/api/customers/privacy/erasures", { body: { customerId: id, ...body } as never });
    go(to(["privacy", data.jobId]));
  };
  return (
    <section>
      <h4>Erase them</h4>
      <p>
        Every id that is one with theirs goes, with orders, notes, messages, points and all the rest, for good. Sums change with it, and orders that come later are not taken.
      </p>
      {act.trouble}
      <Form
        label="Erase them"
        fields={[REASON, { name: "sure", label: `Type ${id}`, exactly: id }]}
        also
        act={act}
        send={erase}
        verb="Erase for good"
      />
    </section>
  );
}

function ended({ state }: Copy): boolean {
  return state === "done" || state === "failed";
}
