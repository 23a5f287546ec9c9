// The filters of the list: each a click, and each that is on says so and can be taken off.
import { Chip } from "../../parts/bits";
import { go, to } from "../../router";
import { RFM_GROUPS, SEGMENTS, VENUE_NAMES } from "../../words/segments";
import { changed, FILTERS } from "./query";

const FREQUENCIES = ["Weekly", "Monthly", "Quarterly", "Occasional", "One-time", "None"];

export function FilterBar({ query }: { query: URLSearchParams }) {
  const on = [...query].filter(([name]) => name in FILTERS);
  return (
    <div class="filters">
      <div class="row" role="group" aria-label="Lifecycle segment">
        {SEGMENTS.map((segment) => {
          const chosen = (query.get("segment") ?? "").split(",").filter(Boolean);
          const here = chosen.includes(segment);
          const next = here ? chosen.filter((one) => one !== segment) : [...chosen, segment];
          return (
            <button type="button" class={`toggle seg-${segment}`} aria-pressed={here} onClick={() => go(changed(query, { segment: next.join(",") }))}>
              {segment}
            </button>
          );
        })}
      </div>
      <details class="more">
        <summary>More filters</summary>
        <div class="grid">
          <Choice label="Buys" name="purchaseFrequency" options={FREQUENCIES.map((one) => [one, one])} query={query} />
          <Choice label="RFM group" name="rfmGroup" options={RFM_GROUPS.map((one) => [one, one])} query={query} />
          <Choice label="Venue segment" name="venueSegment" options={Object.entries(VENUE_NAMES)} query={query} />
          <Amount label="Spent at least" name="minSpend" query={query} />
          <Amount label="Spent at most" name="maxSpend" query={query} />
          <Amount label="Days since last order, at least" name="minDaysSinceLastOrder" query={query} />
          <Amount label="Days since last order, at most" name="maxDaysSinceLastOrder" query={query} />
          <Amount label="Lapse within days" name="maxDaysToLapse" query={query} />
        </div>
      </details>
      {on.length > 0 && (
        <p class="row">
          {on.map(([name, value]) => {
            const said = FILTERS[name]?.(value) ?? value;
            return (
              <Chip>
                {said}{" "}
                <a href={changed(query, { [name]: "" })} aria-label={`Without: ${said}`}>
                  ×
                </a>
              </Chip>
            );
          })}
          <a href={to(["customers"])}>Clear all</a>
        </p>
      )}
    </div>
  );
}

interface OfOne {
  label: string;
  name: string;
  query: URLSearchParams;
}

function Choice({ label, name, options, query }: OfOne & { options: readonly (readonly [string, string])[] }) {
  return (
    <label>
      {label}
      <select value={query.get(name) ?? ""} onChange={(event) => go(changed(query, { [name]: event.currentTarget.value }))}>
        <option value="">any</option>
        {options.map(([value, said]) => (
          <option value={value}>{said}</option>
        ))}
      </select>
    </label>
  );
}

function Amount({ label, name, query }: OfOne) {
  return (
    <label>
      {label}
      <input type="number" min="0" value={query.get(name) ?? ""} onChange={(event) => go(changed(query, { [name]: event.currentTarget.value }))} />
    </label>
  );
}
