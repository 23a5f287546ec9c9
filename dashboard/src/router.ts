// Where one is: the hash, as a path and a query. `#/customers/C1?asOf=...`
import { signal } from "@preact/signals";

export interface Place {
  /** Parts of the path, decoded: `["customers", "C1"]`. */
  path: readonly string[];
  query: URLSearchParams;
}

export const place = signal<Place>({ path: [], query: new URLSearchParams() });

export function placeOf(hash: string): Place {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  return { path: path.split("/").filter(Boolean).map(decoded), query: new URLSearchParams(query) };
}

/** The address of a place, as of the day that one is looking at; values that are undefined, null or empty stay out. */
export function to(path: readonly string[], query: Record<string, string | number | boolean | readonly string[] | readonly number[] | null | undefined> = {}): string {
  const asked = Object.entries({ asOf: place.value.query.get("asOf"), ...query }).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const tail = asked.length ? `?${new URLSearchParams(asked.map(([name, value]) => [name, String(value)]))}` : "";
  return `#/${path.map(encodeURIComponent).join("/")}${tail}`;
}

/** Goes where the address says; a sign-in has put the screen back there that it began at. */
export function readAddress(): void {
  place.value = placeOf(location.hash);
}

export function followAddress(): void {
  addEventListener("hashchange", readAddress);
  readAddress();
}

/** Goes there; `replace` leaves no step to come back to, as when a filter is typed. */
export function go(address: string, how: "push" | "replace" = "push"): void {
  if (how === "push") location.hash = address;
  else {
    history.replaceState(null, "", address);
    place.value = placeOf(address);
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
