// The API names a number's list by the call that lists it; the page shows that list on its own screen.
import { to } from "./router";

const SCREENS: Record<string, readonly string[]> = {
  "/api/customers": ["customers"],
  "/product-affinity/due": ["due"],
};

/** The address of the screen behind a call; undefined where no screen shows it. */
export function screenOf(call: string | null | undefined): string | undefined {
  const [path = "", query = ""] = (call ?? "").split("?", 2);
  const screen = SCREENS[path];
  return screen && to(screen, Object.fromEntries(new URLSearchParams(query)));
}
