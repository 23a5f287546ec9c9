// Shares of a whole, one under the other: a name, a bar, a number that is the list behind it.
import type { ComponentChildren } from "preact";

export interface Bar {
  name: string;
  tone?: string;
  value: number;
  text: string;
  href?: string;
  /** A short figure beside it, as its share. */
  note?: string;
  /** More, under the name. */
  says?: string;
  /** What may be done with it. */
  act?: ComponentChildren;
}

export function Bars({ bars, label }: { bars: readonly Bar[]; label: string }) {
  const most = Math.max(...bars.map((bar) => bar.value), 1e-9);
  return (
    <table class="bars">
      <caption class="hidden">{label}</caption>
      <tbody>
        {bars.map((bar) => (
          <tr>
            <th scope="row">
              {bar.tone && <i class={`dot ${bar.tone}`} />}
              {bar.name}
              {bar.says && <small class="muted">{bar.says}</small>}
            </th>
            <td class="track" aria-hidden="true">
              <svg width="100%" height="12">
                <rect class={`bar ${bar.tone ?? "accent"}`} width={`${(100 * bar.value) / most}%`} height="12" rx="2" />
              </svg>
            </td>
            <td class="number">{bar.href ? <a href={bar.href}>{bar.text}</a> : bar.text}</td>
            {bar.note !== undefined && <td class="number muted">{bar.note}</td>}
            {bar.act !== undefined && <td class="number">{bar.act}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
