// What is on file about them: each part opens by itself, and is read only then.
import type { ComponentType } from "preact";
import { Fold } from "../../parts/fold";
import { Addresses } from "./addresses";
import { ConsentLog } from "./consents";
import { Ids } from "./ids";
import { Interactions } from "./interactions";
import { OwnSegmentsOf } from "./own_segments";
import { PrivacyOf } from "./privacy";
import { Profile } from "./profile";
import { Signals } from "./signals";

interface OfOne {
  id: string;
  /** Who they are has changed: the page is read once more. */
  changed: () => void;
}

/** Each part with what is in it, in a few words. */
const PARTS: readonly (readonly [title: string, note: string, part: ComponentType<OfOne>])[] = [
  ["Profile", "name, contact, type, source, status", Profile],
  ["Addresses", "billing, shipping, home, office", Addresses],
  ["What they did", "visits, reviews, answers, support, payments", Interactions],
  ["Churn signals", "your own, beside what is computed", Signals],
  ["Own segments", "which they are in, and why", OwnSegmentsOf],
  ["Consent log", "who said yes or no to what, when and how", ConsentLog],
  ["Privacy", "a copy for them, or to be forgotten", PrivacyOf],
  ["Ids", "under which else they are known", Ids],
];

export function Record(one: OfOne) {
  return (
    <section class="figure folds">
      <h2>On file</h2>
      {PARTS.map(([title, note, Part]) => (
        <Fold title={title} note={note}>
          <Part {...one} />
        </Fold>
      ))}
    </section>
  );
}
