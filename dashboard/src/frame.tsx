// What is around every screen: the name of the shop, the way to the other screens, and who is signed in.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ChooseDay, LookingBack } from "./parts/looking_back";
import { place, to } from "./router";
import { signOut } from "./session/session";
import { theShop } from "./shop/shop";

interface Listed {
  name: string;
  path: readonly string[];
  takes: string;
  admin?: boolean;
}

/** Each screen with what of the API it takes: one that the API does not have has no screen either. */
const SCREENS: readonly Listed[] = [
  { name: "Today", path: [], takes: "overview" },
  { name: "Overview", path: ["overview"], takes: "overview" },
  { name: "Customers", path: ["customers"], takes: "customers" },
  { name: "Activity", path: ["activity"], takes: "notes" },
  { name: "Retention", path: ["retention"], takes: "retention" },
  { name: "Products", path: ["products"], takes: "products" },
  { name: "Segments", path: ["segments"], takes: "customers" },
  { name: "Loyalty", path: ["loyalty"], takes: "loyalty" },
  { name: "Data", path: ["data"], takes: "imports" },
  { name: "Privacy", path: ["privacy"], takes: "privacy", admin: true },
];

/** Those that the shop has, and that whoever is signed in may see. */
function mine(): readonly Listed[] {
  const { features, role } = theShop();
  return SCREENS.filter(({ takes, admin }) => features.includes(takes) && (!admin || role === "admin"));
}

/** Screens that another one leads to, and belongs to. */
const WITHIN: Readonly<Record<string, string>> = { due: "", duplicates: "customers", new: "customers" };

export function Frame({ children }: { children: ComponentChildren }) {
  const first = place.value.path[0] ?? "";
  const here = WITHIN[first] ?? first;
  const main = useRef<HTMLElement>(null);
  const [open, setOpen] = useState(false);
  const key = place.value.path.join("/");
  const before = useRef(key);
  // A new screen begins at its title, for the eye and for the screen reader; what was opened of a list begins behind it.
  useEffect(() => {
    if (before.current === key) return;
    before.current = key;
    setOpen(false);
    scrollTo(0, 0);
    (main.current?.querySelector<HTMLElement>(".detail") ?? main.current)?.focus({ preventScroll: true });
    document.title = `${SCREENS.find((screen) => (screen.path[0] ?? "") === here)?.name ?? "Regulars"} · ${theShop().name}`;
  }, [key]);
  return (
    <div class="frame">
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>
        Skip to the content
      </a>
      <nav class="screens" aria-label="Screens">
        <p class="shop">
          <bdi>{theShop().name}</bdi>
        </p>
        <button type="button" class="menu" aria-expanded={open} onClick={() => setOpen(!open)}>
          {SCREENS.find((screen) => (screen.path[0] ?? "") === here)?.name ?? "Menu"}
        </button>
        <ul class={open ? "open" : ""}>
          {mine().map((screen) => (
            <li>
              <a href={to(screen.path)} aria-current={(screen.path[0] ?? "") === here ? "page" : undefined}>
                {screen.name}
              </a>
            </li>
          ))}
          <li class="last">
            <ChooseDay />
          </li>
          <li>
            <button type="button" class="quiet" onClick={() => void signOut()}>
              Sign out
            </button>
          </li>
        </ul>
      </nav>
      <main ref={main} id="main" tabIndex={-1}>
        <LookingBack />
        {children}
      </main>
    </div>
  );
}
