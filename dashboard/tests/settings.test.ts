import assert from "node:assert/strict";
import { test } from "node:test";
import { changesOf, FIELDS, textOf } from "../src/pages/data/fields";

const SETTINGS = {
  timezone: "UTC", vipSpend: 5000, dormantDays: 90, newDays: 30, frequencyDays: [7, 30, 90], recommendationDays: 7,
  engagementSpend: [1000, 500, 200, 100, 50], recommendationMinScore: 60, atRiskMinPurchases: 3, rfm: { recencyDays: [30, 60, 90, 180], orders: [10, 7, 4, 2], spend: [5000, 2500, 1000, 500] },
  venue: { vipSpend: 1000, vipFrequency: 4, regularFrequency: 2, atRiskDays: 90, dormantDays: 180, lostDays: 365 },
  clvHorizonDays: 365, churnHorizonDays: 90, seasonFactor: 1, discountRate: 0.1,
} as never;

test("a form that nobody touched changes nothing", () => {
  assert.deepEqual(changesOf(SETTINGS, textOf(SETTINGS)), {});
});

test("only what differs is sent, groups inside their group", () => {
  const texts = { ...textOf(SETTINGS), vipSpend: "350", "rfm.orders": "9 6 4, 2", "venue.lostDays": "400", timezone: " Europe/Berlin " };
  assert.deepEqual(changesOf(SETTINGS, texts), { vipSpend: 350, rfm: { orders: [9, 6, 4, 2] }, venue: { lostDays: 400 }, timezone: "Europe/Berlin" });
});

test("what is no number goes to the API as it is, which says what is wrong with it", () => {
  assert.deepEqual(changesOf(SETTINGS, { ...textOf(SETTINGS), vipSpend: "a lot", dormantDays: "" }), { vipSpend: "a lot", dormantDays: "" });
});

test("every setting of the shop has its field", () => {
  const paths = FIELDS.flatMap((group) => group.fields.map((field) => field.path));
  const all = Object.entries(SETTINGS as Record<string, unknown>).flatMap(([name, value]) =>
    value && typeof value === "object" && !Array.isArray(value) ? Object.keys(value).map((inner) => `${name}.${inner}`) : [name],
  );
  assert.deepEqual([...paths].sort(), all.sort());
});
