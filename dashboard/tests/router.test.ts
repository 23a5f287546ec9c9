import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOf, to } from "../src/router";

test("an address and its place are the same thing, whatever the id holds", () => {
  for (const id of ["C1", "a/b", "50%", "ж ?&=#", "..", "a+b"]) {
    const place = placeOf(to(["customers", id], { asOf: "2026-01-02", q: "a&b=c" }));
    assert.deepEqual(place.path, ["customers", id]);
    assert.equal(place.query.get("asOf"), "2026-01-02");
    assert.equal(place.query.get("q"), "a&b=c");
  }
});

test("values that say nothing stay out of the address", () => {
  assert.equal(to(["customers"], { a: "", b: null, c: undefined, d: 0, e: false }), "#/customers?d=0&e=false");
});

test("an empty hash is the first screen, a damaged one is not an error", () => {
  assert.deepEqual(placeOf("").path, []);
  assert.deepEqual(placeOf("#/customers/%E0%A4%A").path, ["customers", "%E0%A4%A"]);
});
