import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

/** A number of something, whose word is written for more than one: "{count(days)} days" says "1 days". */
const ALWAYS_MANY = /\{[^{}]+\} (?:days|hours|weeks|times|rows|pairs|orders|customers|people|points|members)\b(?!=)/;
/** Numbers of the API and of this page that are never one, and lines that look whether it is. */
const NEVER_ONE = /AT_RISK_DAYS|beforeDays|revenueDays|MOST_ROWS|one\.most|counted\([^)]*\)\} points|=== 1 \?|\{decimal\(/;

test("no sentence counts in the plural what may be one: `counted` says it", () => {
  const sources = readdirSync("src", { recursive: true, encoding: "utf-8" }).filter((name) => /\.tsx?$/.test(name) && !name.includes("schema.d"));
  const wrong = sources.flatMap((name) =>
    readFileSync(`src/${name}`, "utf-8")
      .split("\n")
      .filter((line) => ALWAYS_MANY.test(line) && !NEVER_ONE.test(line))
      .map((line) => `${name}: ${line.trim()}`),
  );
  assert.ok(sources.length > 100);
  assert.match("`in ${count(days)} days`", ALWAYS_MANY);
  assert.deepEqual(wrong, []);
});
