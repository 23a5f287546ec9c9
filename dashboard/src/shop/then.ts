// "As it was on ...": the day, kept in the address, as of which screens are shown that can be.
import { place } from "../router";

/** The day, or the instant, as the address names it; "" is now. */
export function then(): string {
  return place.value.query.get("asOf") ?? "";
}

/** What a call that can look back is asked beside the rest. */
export function asked(): { asOf?: string } {
  return then() ? { asOf: then() } : {};
}
