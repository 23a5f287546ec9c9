import assert from "node:assert/strict";
import { test } from "node:test";
import { newProfile, wasKept } from "../src/pages/new_customer";

test("a consent is sent as one thing, and not at all where none was given", () => {
  assert.deepEqual(newProfile({ customerId: "a", consentChannel: "email", consentSource: "letter" }), { customerId: "a", consent: { channel: "email", source: "letter" } });
  assert.deepEqual(newProfile({ customerId: "a", firstName: "Ann" }), { customerId: "a", firstName: "Ann" });
});

test("a profile that was there is known by what it says otherwise, and not by a code or a consent", () => {
  const sent = { customerId: "a", firstName: "Ann", referralCode: "b".repeat(16), consentChannel: "email" };
  assert.equal(wasKept(sent, { customerId: "a", firstName: "Ann", referralCode: "c".repeat(16) }), false);
  assert.equal(wasKept(sent, { customerId: "a", firstName: "Bob" }), true);
});
