import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { changesOf, FIELDS, NAMES, textOf } from "../src/pages/data/fields";
import { labelOf } from "../src/parts/fields";

const SETTINGS = {
  timezone: "UTC", vipSpend: 5000, dormantDays: 90, newDays: 30, frequencyDays: [7, 30, 90], recommendationDays: 7,
  engagementSpend: [1000, 500, 200, 100, 50], recommendationMinScore: 60, atRiskMinPurchases: 3, rfm: { recencyDays: [30, 60, 90, 180], orders: [10, 7, 4, 2], spend: [5000, 2500, 1000, 500] },
  venue: { vipSpend: 1000, vipFrequency: 4, regularFrequency: 2, atRiskDays: 90, dormantDays: 180, lostDays: 365 },
  clvHorizonDays: 365, churnHorizonDays: 90, seasonFactor: 1, discountRate: 0.1, sharedContacts: ["till@shop.example"],
  channelSources: { "amazon.de": "marketplace" }, eventsNameCustomers: false, erasureDelayHours: 0, webhooksTo8443: false,
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

test("shared contacts stay texts, phone numbers with their spaces too", () => {
  const texts = { ...textOf(SETTINGS), sharedContacts: "till@shop.example, 09 123 4567" };
  assert.deepEqual(changesOf(SETTINGS, texts), { sharedContacts: ["till@shop.example", "09 123 4567"] });
  assert.deepEqual(changesOf(SETTINGS, { ...texts, sharedContacts: "" }), { sharedContacts: [] });
});

test("a tick is sent as true or false", () => {
  assert.deepEqual(changesOf(SETTINGS, { ...textOf(SETTINGS), eventsNameCustomers: "true" }), { eventsNameCustomers: true });
});

test("sources of channels are read as pairs", () => {
  assert.equal(textOf(SETTINGS).channelSources, "amazon.de = marketplace");
  const texts = { ...textOf(SETTINGS), channelSources: "amazon.de = marketplace, pos=direct; mail" };
  assert.deepEqual(changesOf(SETTINGS, texts), { channelSources: { "amazon.de": "marketplace", pos: "direct", mail: "" } });
});

test("every setting that the API publishes has its field", () => {
  const { schemas } = JSON.parse(readFileSync("../layers/core/python/regulars/http/openapi.json", "utf8")).components;
  const paths = FIELDS.flatMap((group) => group.fields.map((field) => field.path));
  const all = Object.entries<{ $ref?: string }>(schemas.Settings.properties).flatMap(([name, { $ref }]) =>
    $ref ? Object.keys(schemas[$ref.split("/").at(-1) as string].properties).map((inner) => `${name}.${inner}`) : [name],
  );
  assert.ok(all.includes("rfm.orders") && all.includes("sharedContacts"));
  assert.deepEqual([...paths].sort(), all.sort());
});

test("what the API refuses is said as the form calls it, of two of one name the right one", () => {
  assert.equal(labelOf(NAMES, "dormantDays"), "Lifecycle segments, Dormant: days without an order, more than");
  assert.equal(labelOf(NAMES, "venue.dormantDays"), "Regularity, Dormant: days, more than");
  assert.equal(labelOf(NAMES, "rfm.orders.2"), "RFM, Frequency 5, 4, 3, 2: orders a year, from");
  assert.equal(labelOf(NAMES, "somethingElse"), undefined);
});
