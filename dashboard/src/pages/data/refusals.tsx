// Rows that were refused: why, and the file in which they can be mended.
import { useState } from "preact/hooks";
import { get } from "../../api/client";
import { Trouble } from "../../parts/states";
import { theShop } from "../../shop/shop";
import { count, counted } from "../../words/numbers";
import type { Import } from "./upload";

export function Refusals({ found }: { found: Import }) {
  const [error, setError] = useState<Error>();
  const refused = found.counts?.rowsRefused ?? 0;
  // The link is followed, never fetched: the bucket's answer is the browser's to save.
  const open = async (): Promise<void> => {
    try {
      const { data } = await get("/api/imports/{importId}/refused", { path: { importId: found.importId } });
      location.assign(data.url);
    } catch (failed) {
      setError(failed as Error);
    }
  };
  return (
    <section class="figure">
      <header>
        <h3>Refused</h3>
        <button type="button" onClick={() => void open()}>
          Save the refused rows
        </button>
      </header>
      {theShop().role !== "viewer" && <p class="muted">Mend the rows in that file and drop it here again: what is in already stays as it is.</p>}
      {refused > found.refusals.length && <p class="muted">The first {count(found.refusals.length)} of {counted(refused, "refused row")}; the file holds them all.</p>}
      <ul class="plain">
        {found.refusals.map((one) => (
          <li>
            Line {count(one.line)}
            {one.column && (
              <>
                , <code>{one.column}</code>
              </>
            )}
            : {one.reason}
          </li>
        ))}
      </ul>
      {error && <Trouble error={error} />}
    </section>
  );
}
