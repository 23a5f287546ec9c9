// Who is signed in. The token lives in memory alone: a reload asks the pool again, silently where it remembers.
import { signal } from "@preact/signals";
import { newProof, random } from "./pkce";
import { tenantOf } from "./token";

/** Where the pool signs people in; the API serves it as /app/config.json. */
export interface SignIn {
  authorize: string;
  token: string;
  logout: string;
  clientId: string;
}

const NOWHERE = "Nobody signs in at this address: ask who runs it for an address that `regulars dashboard` prints.";

export type Session =
  | { state: "starting" }
  | { state: "open"; token: string; by: "pool" | "command" }
  /** A token of `regulars dashboard` is gone: with a reload, or after its hour. */
  | { state: "ended"; tenant: string }
  /** On the way to the pool's page, from which the way leads back to the same screen. */
  | { state: "leaving" }
  | { state: "out" }
  | { state: "failed"; why: string };

export const session = signal<Session>({ state: "starting" });

const KEPT = "regulars.signing-in";
const BY_COMMAND = "regulars.by-command";

interface Kept {
  verifier: string;
  state: string;
  hash: string;
}

/** Reads what the address brought along, removes it from there, and signs in where it can without a question. */
export async function start(): Promise<void> {
  if (taken()) return;
  const answer = new URLSearchParams(location.search);
  if (answer.has("code") || answer.has("error")) {
    await finish(answer);
    return;
  }
  session.value = sessionStorage.getItem(BY_COMMAND) ? ended() : { state: "out" };
}

/** Takes the token of a new address out of the address bar, where there is one; `back` is the screen to show then. */
export function taken(back = ""): boolean {
  const given = /^#token=([\w.-]+)/.exec(location.hash)?.[1];
  if (!given) return false;
  history.replaceState(null, "", location.pathname + back);
  sessionStorage.setItem(BY_COMMAND, tenantOf(given) ?? "T");
  session.value = { state: "open", token: given, by: "command" };
  return true;
}

/** Leaves for the pool's page; the way back leads to the same screen. */
export async function signIn(): Promise<void> {
  sessionStorage.removeItem(BY_COMMAND);
  try {
    const pool = await config();
    if (!pool) {
      session.value = { state: "failed", why: NOWHERE };
      return;
    }
    const proof = await newProof();
    const kept: Kept = { verifier: proof.verifier, state: random(16), hash: location.hash };
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
    const query = new URLSearchParams({
      response_type: "code",
      client_id: pool.clientId,
      redirect_uri: callback(),
      scope: "openid email",
      state: kept.state,
      code_challenge: proof.challenge,
      code_challenge_method: "S256",
    });
    location.assign(`${pool.authorize}?${query}`);
  } catch {
    session.value = { state: "failed", why: "The sign-in page could not be reached." };
  }
}

/** Forgets the token, and signs out of the pool where the pool signed in. */
export async function signOut(): Promise<void> {
  const byPool = session.value.state === "open" && session.value.by === "pool";
  sessionStorage.removeItem(BY_COMMAND);
  session.value = { state: "out" };
  if (!byPool) return;
  const pool = await config();
  if (pool) location.assign(`${pool.logout}?${new URLSearchParams({ client_id: pool.clientId, logout_uri: callback() })}`);
}

function ended(): Session {
  return { state: "ended", tenant: sessionStorage.getItem(BY_COMMAND) ?? "" };
}

/** The API no longer takes the token: several calls of a screen say so at once, and one sign-in follows. */
export function expired(): void {
  if (session.value.state !== "open") return;
  if (session.value.by === "command") {
    session.value = ended();
    return;
  }
  session.value = { state: "leaving" };
  void signIn();
}

async function finish(answer: URLSearchParams): Promise<void> {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null") as Kept | null;
  sessionStorage.removeItem(KEPT);
  history.replaceState(null, "", location.pathname + (kept?.hash ?? ""));
  const code = answer.get("code");
  if (!code || !kept || answer.get("state") !== kept.state) {
    session.value = { state: "failed", why: answer.get("error_description") ?? "This sign-in was not begun here." };
    return;
  }
  try {
    const pool = await config();
    if (!pool) throw new Error(NOWHERE);
    const answered = await fetch(pool.token, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "authorization_code",
        client_id: pool.clientId,
        code,
        redirect_uri: callback(),
        code_verifier: kept.verifier,
      }),
    });
    const { id_token: token } = (await answered.json()) as { id_token?: string };
    session.value = token
      ? { state: "open", token, by: "pool" }
      : { state: "failed", why: "The sign-in was refused: try again." };
  } catch {
    session.value = { state: "failed", why: "The sign-in page could not be reached." };
  }
}

function callback(): string {
  return location.origin + location.pathname;
}

/** Null where tokens come from somewhere else than a pool of this stack. */
async function config(): Promise<SignIn | null> {
  const answered = await fetch("/app/config.json");
  if (!answered.ok) throw new Error(`config ${answered.status}`);
  const found = (await answered.json()) as SignIn | { authorize: null };
  return found.authorize === null ? null : (found as SignIn);
}
