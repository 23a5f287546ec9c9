import assert from "node:assert/strict";
import { test } from "node:test";
import { areWhole, rowsOf } from "../src/parts/rows";
import type { Field } from "../src/parts/fields";
import { shop, type Shop } from "../src/shop/shop";
import { howItEarns, whatItIs, type Program, type Reward } from "../src/words/loyalty";

shop.value = { currency: "USD", timezone: "UTC" } as Shop;
const PROGRAM = {
  status: "active", type: "points", autoEarn: true, pointsPerUnit: 1, multiplier: 1, minimumPurchase: 0,
  pendingDays: 0, expiryDays: null, expiryRounding: "none", referralPoints: 0,
} as unknown as Program;

test("a program says what earns points, when they can be redeemed and when they lapse", () => {
  assert.equal(howItEarns(PROGRAM), "1 point for each $1 spent. They can be redeemed at once. They do not lapse.");
  const other = { ...PROGRAM, type: "vip", pointsPerUnit: 0.5, multiplier: 3, minimumPurchase: 20, pendingDays: 1, expiryDays: 365, expiryRounding: "month" } as Program;
  assert.equal(howItEarns(other), "1.5 points for each $1 spent by orders of $20.00 or more, by VIPs alone. They can be redeemed after 1 day. They lapse after 365 days, at the end of that month.");
});

test("what earns nothing by orders says so", () => {
  assert.match(howItEarns({ ...PROGRAM, status: "inactive" }), /^It is off: nothing is earned/);
  assert.match(howItEarns({ ...PROGRAM, autoEarn: false }), /^Orders earn nothing; points are added by hand/);
  assert.match(howItEarns({ ...PROGRAM, type: "referral", referralPoints: 50 }), /gets 50 points with their first order, and so do they/);
});

test("a reward says what it is, who may have it and how many are left", () => {
  const reward = { kind: "amount", amount: 5, minTier: null, left: null } as unknown as Reward;
  assert.equal(whatItIs(reward), "$5.00 off");
  assert.equal(whatItIs({ ...reward, kind: "product", amount: null, minTier: "Gold", left: 0 }), "A product, from tier Gold on, none left");
});

test("rows are sent as they are filled in, without fields that do not belong to them", () => {
  const fields: readonly Field[] = [
    { name: "name", label: "Name", required: true },
    { name: "kind", label: "Kind", kind: "choice", options: [["amount", "Money"], ["text", "Text"]], required: true },
    { name: "amount", label: "Worth", kind: "decimal", where: (text) => text("kind") === "amount" },
  ];
  assert.deepEqual(rowsOf(fields, [{ name: "Five off", amount: "5.5" }, { name: "Thanks", kind: "text", amount: "5" }]), [
    { name: "Five off", kind: "amount", amount: 5.5 },
    { name: "Thanks", kind: "text" },
  ]);
  assert.equal(areWhole(fields, [{ name: "Five off" }]), true);
  assert.equal(areWhole(fields, [{ name: " " }]), false);
});
