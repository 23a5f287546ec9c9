import assert from "node:assert/strict";
import { test } from "node:test";
import { FILTERS } from "../src/pages/customers/query";
import { shop, type Shop } from "../src/shop/shop";

shop.value = { currency: "USD", timezone: "UTC" } as Shop;

test("a filter by spend says cents where it has some, so that one cent is not nothing", () => {
  assert.match(FILTERS.minSpend!("0.01"), /^spent \D*0\.01 or more$/);
  assert.match(FILTERS.maxSpend!("12.5"), /^spent \D*12\.50 or less$/);
  assert.match(FILTERS.minSpend!("100"), /^spent \D*100 or more$/);
});
