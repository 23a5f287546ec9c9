// The documented API, typed by its own description: a path, parameter or field that it lacks does not compile.
import { expired, session } from "../session/session";
import type { paths } from "./schema";

type Method = "get" | "post" | "put" | "delete";
type OperationOf<P extends keyof paths, M extends Method> = NonNullable<paths[P][M]>;
type PathsWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never;
}[keyof paths];
type Json<R> = R extends { content: { "application/json": infer A } } ? A : never;
type Success<O> = O extends { responses: infer R } ? { [S in keyof R]: S extends 200 | 201 | 202 ? Json<R[S]> : never }[keyof R] : never;
type QueryOf<O> = O extends { parameters: { query?: infer Q } } ? NonNullable<Q> : never;
type PathOf<O> = O extends { parameters: { path: infer I } } ? I : undefined;
type BodyOf<O> = O extends { requestBody?: { content: { "application/json": infer B } } } ? B : undefined;

export interface Given<O> {
  path?: PathOf<O>;
  query?: QueryOf<O>;
  body?: BodyOf<O>;
  /** The ETag that a change names. */
  ifMatch?: string;
  /** Of a change that must not be made twice, the same for each attempt at it; else each call has one of its own. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}
export type AnswerTo<P extends PathsWith<"get">> = Success<OperationOf<P, "get">>;
/** The fields that the body of a call may have. */
export type BodyField<P extends PathsWith<M>, M extends Method> = keyof NonNullable<BodyOf<OperationOf<P, M>>> & string;
export type Query<P extends PathsWith<"get">> = QueryOf<OperationOf<P, "get">>;

export interface FieldError {
  field: string;
  message: string;
}

/** What the API said instead of an answer; `status` 0: it could not be reached. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly requestId: string | null = null,
    readonly errors: readonly FieldError[] = [],
    /** What `Retry-After` says; null where it says nothing. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message);
  }
}

export async function get<P extends PathsWith<"get">>(path: P, given: Given<OperationOf<P, "get">> = {}): Promise<AnswerTo<P>> {
  return (await send("get", path, given)).body;
}

/** The answer with its ETag, for who will change it. */
export async function getTagged<P extends PathsWith<"get">>(
  path: P,
  given: Given<OperationOf<P, "get">> = {},
): Promise<{ body: AnswerTo<P>; etag: string }> {
  return send("get", path, given);
}

export async function post<P extends PathsWith<"post">>(
  path: P,
  given: Given<OperationOf<P, "post">> = {},
): Promise<Success<OperationOf<P, "post">>> {
  return (await send("post", path, given)).body;
}

export async function put<P extends PathsWith<"put">>(
  path: P,
  given: Given<OperationOf<P, "put">> = {},
): Promise<Success<OperationOf<P, "put">>> {
  return (await send("put", path, given)).body;
}

export async function remove<P extends PathsWith<"delete">>(path: P, given: Given<OperationOf<P, "delete">> = {}): Promise<void> {
  await send("delete", path, given);
}

/** Longer than this nobody is kept waiting for a rate limit to pass: they are told how long it is. */
const MOST_SECONDS = 5;

async function send<P extends keyof paths, M extends Method>(
  method: M,
  path: P,
  given: Given<OperationOf<P, M>>,
  again = true,
): Promise<{ body: Success<OperationOf<P, M>>; etag: string }> {
  const open = session.value;
  if (open.state !== "open") throw new Refused(401, "Nobody is signed in.");
  const headers: Record<string, string> = { Authorization: `Bearer ${open.token}` };
  if (given.ifMatch) headers["If-Match"] = given.ifMatch;
  if (given.body !== undefined) headers["Content-Type"] = "application/json";
  if (method === "post") headers["Idempotency-Key"] = given.idempotencyKey ?? crypto.randomUUID();
  let answered: Response;
  try {
    answered = await fetch(addressOf(path, given.path as never, given.query as never), {
      method: method.toUpperCase(),
      headers,
      body: given.body === undefined ? null : JSON.stringify(given.body),
      signal: given.signal ?? null,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refused(0, "The API cannot be reached. What is on the page is what it last said.");
  }
  if (answered.ok) {
    return { body: (await answered.json()) as Success<OperationOf<P, M>>, etag: answered.headers.get("etag") ?? "" };
  }
  if (answered.status === 401) expired();
  const seconds = retryAfter(answered);
  if (answered.status === 429 && again && seconds !== null && seconds <= MOST_SECONDS) {
    await new Promise((passed) => setTimeout(passed, seconds * 1000));
    return send(method, path, given, false);
  }
  throw await refusal(answered);
}

async function refusal(answered: Response): Promise<Refused> {
  const said = (await answered.json().catch(() => ({}))) as {
    detail?: string;
    requestId?: string;
    errors?: FieldError[];
  };
  const detail = said.detail ?? (answered.status === 401 ? "The session has ended." : `The API answered ${answered.status}.`);
  const requestId = said.requestId ?? answered.headers.get("apigw-requestid");
  return new Refused(answered.status, detail, requestId, said.errors ?? [], retryAfter(answered));
}

function retryAfter(answered: Response): number | null {
  const said = answered.headers.get("retry-after");
  return said === null || Number.isNaN(Number(said)) ? null : Number(said);
}

/** `/a/{b}` with its values, and a query without those that are undefined, null or empty. */
export function addressOf(
  path: string,
  values: Record<string, string | number> = {},
  query: Record<string, string | number | boolean | null | undefined> = {},
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ""));
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return filled + (asked.length ? `?${new URLSearchParams(asked.map(([name, value]) => [name, String(value)]))}` : "");
}
