import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

/** A number of something, whose word is written for more than one: "{count(days)} days" says "1 days". */
const ALWAYS_MANY = /\{[^{}]+\} (?:days|hours|weeks|times|rows|pairs|orders|customers|people|points|members)\b(?!=)/g;
/** Numbers of the API and of this page that are never one. */
const NEVER_ONE = /AT_RISK_DAYS|beforeDays|revenueDays|MOST_ROWS|one\.most|counted\([^)]*\)\} points|\{decimal\(/;
const LOOKS_WHETHER_IT_IS = "=== 1 ?";

test("no sentence counts in the plural what may be one: `counted` says it", () => {
  const sources = readdirSync("src", { recursive: true, encoding: "utf-8" }).filter((name) => /\.tsx?$/.test(name) && !name.includes("schema.d"));
  const wrong = sources.flatMap((name) =>
    readFileSync(`src/${name}`, "utf-8")
      .split("\n")
      .filter((line) => !line.includes(LOOKS_WHETHER_IT_IS) && line.match(ALWAYS_MANY)?.some((one) => !NEVER_ONE.test(one)))
      .map((line) => `${name}: ${line.trim()}`),
  );
  assert.ok(sources.length > 100);
  assert.match("`in ${count(days)} days`", ALWAYS_MANY);
  assert.deepEqual(wrong, []);
});
