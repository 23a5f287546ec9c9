// Proof key for code exchange, S256 (RFC 7636).

export interface Proof {
  verifier: string;
  challenge: string;
}

/** A new proof: 43 characters of 256 random bits, and their digest. */
export async function newProof(): Promise<Proof> {
  const verifier = random(32);
  return { verifier, challenge: await challengeOf(verifier) };
}

/** Characters that may stand in an address, of so many random bytes. */
export function random(bytes: number): string {
  return base64url(crypto.getRandomValues(new Uint8Array(bytes)));
}

export async function challengeOf(verifier: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
