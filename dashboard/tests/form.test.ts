import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyOf, isFilled, textOf, type Field } from "../src/parts/fields";

const FIELDS: readonly Field[] = [
  { name: "type", label: "Type", kind: "choice", options: [["shipping", "Shipping"], ["billing", "Billing"]], required: true },
  { name: "source", label: "Source", kind: "choice", options: [["direct", "Direct"]] },
  { name: "line2", label: "Second line" },
  { name: "score", label: "Score", kind: "whole" },
  { name: "isDefault", label: "Default", kind: "yes" },
  { name: "events", label: "Events", kind: "many", options: [["joined", "Joined"], ["left", "Left"]] },
];

test("a choice that has to be made is the first one until another is", () => {
  assert.equal(textOf(FIELDS, {}, "type"), "shipping");
  assert.equal(textOf(FIELDS, {}, "source"), "");
  assert.deepEqual(bodyOf(FIELDS, {}, {}), { type: "shipping" });
});

test("only what differs is sent: numbers as numbers, ticks as such, what was emptied as null", () => {
  const before = { type: "billing", line2: "Back door", score: "3", isDefault: "true" };
  assert.deepEqual(bodyOf(FIELDS, before, before), {});
  assert.deepEqual(bodyOf(FIELDS, before, { ...before, line2: " ", score: "0", isDefault: "" }), { line2: null, score: 0, isDefault: false });
  assert.deepEqual(bodyOf(FIELDS, before, { ...before, source: "direct", line2: " Back door " }), { source: "direct" });
});

test("what is no number goes to the API as it is, which says what is wrong with it", () => {
  assert.deepEqual(bodyOf(FIELDS, { type: "billing" }, { type: "billing", score: "many" }), { score: "many" });
});

test("of a list what is ticked is sent, and nothing as an empty list", () => {
  const before = { type: "billing", events: "joined" };
  assert.deepEqual(bodyOf(FIELDS, before, { ...before, events: "joined,left" }), { events: ["joined", "left"] });
  assert.deepEqual(bodyOf(FIELDS, before, { ...before, events: "" }), { events: [] });
});

test("what has to be typed letter by letter is neither sent nor taken for something like it", () => {
  const sure: Field = { name: "sure", label: "Type C1", exactly: "C1" };
  assert.deepEqual(bodyOf([sure], {}, { sure: "C1" }), {});
  assert.deepEqual(["C1", " C1 ", "", "c1", "C12"].map((text) => isFilled(sure, text)), [true, true, false, false, false]);
  assert.equal(isFilled({ name: "line1", label: "Street", required: true }, "  "), false);
});
