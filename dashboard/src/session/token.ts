// What the page reads of a token: whose it is. Whether it holds is the API's to say.

/** The tenant that a token names; undefined where it is no token. */
export function tenantOf(token: string): string | undefined {
  try {
    const claims = token.split(".")[1] ?? "";
    const text = atob(claims.replaceAll("-", "+").replaceAll("_", "/"));
    const { tenant } = JSON.parse(text) as { tenant?: unknown };
    return typeof tenant === "string" ? tenant : undefined;
  } catch {
    return undefined;
  }
}
