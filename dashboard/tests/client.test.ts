import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf } from "../src/api/client";
import { challengeOf, newProof } from "../src/session/pkce";

test("ids are written so that no character of theirs changes the path", () => {
  assert.equal(addressOf("/api/customers/{customerId}/orders", { customerId: "a/b?c#d" }), "/api/customers/a%2Fb%3Fc%23d/orders");
});

test("a query holds what is asked for, 0 and false too", () => {
  assert.equal(addressOf("/a", {}, { x: 0, y: false, z: undefined, v: null, w: "" }), "/a?x=0&y=false");
  assert.equal(addressOf("/a"), "/a");
});

test("the challenge is the one of the standard's own example", async () => {
  assert.equal(await challengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
});

test("every proof is new and long enough", async () => {
  const [one, other] = [await newProof(), await newProof()];
  assert.notEqual(one.verifier, other.verifier);
  assert.match(one.verifier, /^[\w-]{43}$/);
});
