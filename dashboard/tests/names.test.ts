import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { nameOf } from "../src/pages/segments/rule/vocabulary";
import { called, spelled } from "../src/words/names";

/** Texts of the page, in quotes, between tags or in a sentence: a word of the API's alone beside other words or a capital. */
const API_WORD = /(?:["'`>]\s*|\s)(?:Venue|Affinity)\b(?! ?[({=:<]| from)|[a-z:,] (?:venue segment|affinity)\b/;

test("no label says venue or affinity, which are the API's words", () => {
  const sources = readdirSync("src", { recursive: true, encoding: "utf-8" }).filter((name) => /\.tsx?$/.test(name) && !name.includes("schema.d"));
  const wrong = sources.flatMap((name) =>
    readFileSync(`src/${name}`, "utf-8")
      .split("\n")
      .filter((line) => API_WORD.test(line) && !/^\s*(?:\/\/|import |export |case |function |const SHORT)/.test(line))
      .map((line) => `${name}: ${line.trim()}`),
  );
  assert.deepEqual(wrong, []);
  assert.match('name: "Affinity",', API_WORD);
  assert.match("label: \"Recommended: affinity, of 100\"", API_WORD);
  assert.equal(nameOf("venueSegment"), "Regularity segment");
});

test("what a refusal names is said as people call it, wherever it is inside another", () => {
  assert.equal(called("minSpend"), "Spent at least");
  assert.equal(called("venueSegment"), "Regularity");
  assert.equal(called("mapping.customer.email"), "Which column is what, customer, email");
  assert.equal(called("criteria.rules[0].field"), "Rule, condition 1, field");
  assert.equal(called("criteria.rules[2].all[1]"), "Rule, condition 3, condition 2");
  assert.equal(called("tiers[1].threshold"), "Tier 2, threshold");
  assert.equal(called("tags[4]"), "Tags 5");
  assert.equal(called("lineTotal"), "Line total");
  assert.equal(spelled("rfmSegment"), "RFM segment");
});
