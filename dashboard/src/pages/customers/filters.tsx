// The filters of the list: each a click, and each that is on says so and can be taken off.
import { get } from "../../api/client";
import { useLoad } from "../../api/load";
import { Chip } from "../../parts/bits";
import { Word } from "../../parts/states";
import { go, to } from "../../router";
import { BANDS } from "../../words/bands";
import { CUSTOMER_TYPES, SOURCES, STATUSES } from "../../words/people";
import { RFM_GROUPS, SEGMENTS, VENUE_NAMES } from "../../words/segments";
import { changed, FILTERS } from "./query";

const banded = (...bands: readonly string[]): (readonly [string, string])[] => bands.map((band) => [band, BANDS[band] ?? band]);
const ENGAGEMENT = banded("high", "medium", "low", "inactive");
const CHURN_RISK = banded("critical", "high", "medium", "low");
const NPS = banded("promoter", "passive", "detractor");
const OPTED = [["true", "opted in"], ["false", "opted out"]] as const;
const CONTACT = [["false", "allowed"], ["true", "not at all"]] as const;
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
          <Choice label="Regularity" name="venueSegment" options={Object.entries(VENUE_NAMES)} query={query} />
          <Choice label="Status" name="status" options={STATUSES} query={query} />
          <Choice label="Type" name="customerType" options={CUSTOMER_TYPES} query={query} />
          <Choice label="Source" name="source" options={SOURCES} query={query} />
          <Choice label="Engagement" name="engagement" options={ENGAGEMENT} query={query} />
          <Choice label="Churn risk" name="churnRisk" options={CHURN_RISK} query={query} />
          <Choice label="Would recommend" name="npsBand" options={NPS} query={query} />
          <Choice label="E-mail" name="emailOptIn" options={OPTED} query={query} />
          <Choice label="Text messages" name="smsOptIn" options={OPTED} query={query} />
          <Choice label="Contact" name="doNotContact" options={CONTACT} query={query} />
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
                {name === "customSegment" ? <OwnName id={value} /> : said}{" "}
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

/** What an own segment is called. */
function OwnName({ id }: { id: string }) {
  const found = useLoad("own segments", (signal) => get("/api/customers/segments", { signal }));
  return (
    <Word of={found} meanwhile="in an own segment">
      {({ segments }) => (
        <>
          in <bdi>{segments.find((one) => one.id === id)?.name ?? id}</bdi>
        </>
      )}
    </Word>
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
