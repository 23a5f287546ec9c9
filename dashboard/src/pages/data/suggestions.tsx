import type { Texts } from "./fields";
export function Suggestions(_: { take: (texts: Texts) => void }) { return null; }
