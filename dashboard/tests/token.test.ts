import assert from "node:assert/strict";
import { test } from "node:test";
import { tenantOf } from "../src/session/token";

const token = (claims: unknown): string => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.sig`;

test("a token says whose it is", () => {
  assert.equal(tenantOf(token({ tenant: "coffee-demo", sub: "ÿ?>~" })), "coffee-demo");
});

test("what is no token, and one without a tenant, is nobody's", () => {
  for (const text of ["", "abc", "a.b.c", token({}), token({ tenant: 7 }), token(null)]) assert.equal(tenantOf(text), undefined);
});
