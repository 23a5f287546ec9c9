import assert from "node:assert/strict";
import { test } from "node:test";
import { hasEnded, inWords, whatWasCounted } from "../src/words/privacy";

test("an erasure is followed while it waits, runs and settles", () => {
  assert.deepEqual((["waiting", "running", "settling", "done", "cancelled", "failed"] as const).map((state) => hasEnded({ state })), [false, false, false, true, true, true]);
});

test("what a program calls a thing is read as words", () => {
  assert.equal(inWords("lookupEntries"), "lookup entries");
  assert.equal(inWords("refused_rows"), "refused rows");
});

test("what an erasure counted is called as people call it, and what is new by its own words", () => {
  assert.equal(whatWasCounted("roster"), "places on the list of all customers");
  assert.equal(whatWasCounted("order"), "orders");
  assert.equal(whatWasCounted("lookupEntries"), "lookup entries");
});
