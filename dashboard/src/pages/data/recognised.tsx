// What a file was taken for: whose export, how its dates are read, which columns are used.
import * as dates from "../../words/dates";
import { counted } from "../../words/numbers";
import type { Import } from "./upload";

export function Recognised({ found }: { found: NonNullable<Import["recognised"]> }) {
  const mapped = Object.entries(found.mapping);
  return (
    <section class="figure">
      <h3>Taken for</h3>
      <dl class="facts">
        <div>
          <dt>Export of</dt>
          <dd>{found.preset ?? found.format}</dd>
        </div>
        <div>
          <dt>Encoding</dt>
          <dd>{found.encoding ?? "none"}</dd>
        </div>
        <div>
          <dt>Currency</dt>
          <dd>{found.currency}</dd>
        </div>
        <div>
          <dt>Times</dt>
          <dd>{found.localTimes ? `as in ${found.timezone}` : "as written"}</dd>
        </div>
        {found.dateExamples.map((one) => (
          <div>
            <dt>
              <code>{one.text}</code> is read as
            </dt>
            <dd>{one.readAs ? dates.instant(one.readAs) : "nothing"}</dd>
          </div>
        ))}
      </dl>
      {mapped.length > 0 && (
        <details>
          <summary>{counted(mapped.length, "column")} used</summary>
          <div class="scroll" tabIndex={0} role="region" aria-label="Columns used">
            <table>
              <thead>
                <tr>
                  <th scope="col">Field</th>
                  <th scope="col">Column of the file</th>
                </tr>
              </thead>
              <tbody>
                {mapped.map(([field, column]) => (
                  <tr>
                    <th scope="row">{field}</th>
                    <td>{column}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
    </section>
  );
}
