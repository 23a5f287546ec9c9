import assert from "node:assert/strict";
import { test } from "node:test";
import { isAtRisk } from "../src/words/segments";

test("at risk is who is Active and has not ordered for more than 60 days", () => {
  assert.equal(isAtRisk({ segment: "Active", lastOrderDaysAgo: 61 }), true);
  assert.equal(isAtRisk({ segment: "Active", lastOrderDaysAgo: 60 }), false);
  assert.equal(isAtRisk({ segment: "VIP", lastOrderDaysAgo: 61 }), false);
  assert.equal(isAtRisk({ segment: "New", lastOrderDaysAgo: null }), false);
});
