// What the shop's own customers suggest, each with its reason; taken over, it stands in the form and is not saved yet.
import { get } from "../../api/client";
import { useLoad } from "../../api/load";
import { Shown } from "../../parts/states";
import { money, percent } from "../../words/numbers";
import { FIELDS, shown, type Texts } from "./fields";

const KNOWN = new Map(FIELDS.flatMap((group) => group.fields.map((field) => [field.path, field] as const)));

export function Suggestions({ take }: { take: (texts: Texts) => void }) {
  const loaded = useLoad("suggested", (signal) => get("/api/settings/suggested", { signal }));
  return (
    <Shown of={loaded} lines={4}>
      {({ data }) => {
        const better = data.suggestions.filter((one) => one.suggested !== null && shown(one.suggested) !== shown(one.current));
        if (!better.length) return <p class="muted">Nothing that your own customers suggest differs from what is set.</p>;
        const texts = (some: typeof better): Texts => Object.fromEntries(some.map((one) => [one.setting, shown(one.suggested)]));
        return (
          <section class="figure">
            <header>
              <h2>Suggested by your own customers</h2>
              <button type="button" onClick={() => take(texts(better))}>
                Take all over
              </button>
            </header>
            <ul class="plain">
              {better.map((one) => (
                <li class="suggestion">
                  <div>
                    <b>{KNOWN.get(one.setting)?.label ?? one.setting}</b>: <b>{said(one.setting, one.suggested)}</b> instead of {said(one.setting, one.current)}
                    <p class="muted">
                      {one.reason} {one.moved > 0 && `${percent(one.movedShare ?? 0)} of customers would move.`}
                    </p>
                  </div>
                  <button type="button" onClick={() => take(texts([one]))} aria-label={`Take over: ${KNOWN.get(one.setting)?.label ?? one.setting}`}>
                    Take over
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      }}
    </Shown>
  );
}

/** As people read it, amounts with their currency; `shown` is what stands in the form. */
function said(setting: string, value: unknown): string {
  if (!KNOWN.get(setting)?.money) return shown(value);
  return (Array.isArray(value) ? value : [value]).map((amount) => money(amount as number)).join(", ");
}
