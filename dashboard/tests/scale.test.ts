import assert from "node:assert/strict";
import { test } from "node:test";
import { apart, path, scale, steps, written } from "../src/charts/scale";

test("steps are round, begin at 0 and reach the highest value", () => {
  for (const highest of [1, 3, 7, 9.99, 10, 12, 99, 100, 101, 12_345, 1e9, 0.2]) {
    const found = steps(highest);
    assert.equal(found[0], 0);
    assert.ok((found.at(-1) ?? 0) >= highest, `${highest}: ${found.join(" ")}`);
    assert.ok(found.length <= 6, `${highest}: ${found.join(" ")}`);
  }
  assert.deepEqual(steps(10), [0, 2.5, 5, 7.5, 10]);
  assert.deepEqual(steps(3), [0, 1, 2, 3]);
});

test("what is counted has whole steps", () => {
  assert.deepEqual(steps(10, 4, true), [0, 5, 10]);
  assert.deepEqual(steps(100, 4, true), [0, 25, 50, 75, 100]);
  for (const highest of [1, 2, 3, 9, 11, 312]) assert.ok(steps(highest, 4, true).every(Number.isInteger), String(highest));
});

test("nothing at all still has an axis", () => {
  assert.deepEqual(steps(0), [0, 1]);
});

test("a scale maps ends to ends, and one value to the beginning", () => {
  const x = scale([0, 10], [100, 200]);
  assert.equal(x(0), 100);
  assert.equal(x(10), 200);
  assert.equal(x(5), 150);
  assert.equal(scale([3, 3], [100, 200])(3), 100);
});

test("the last place is always written", () => {
  for (const length of [1, 2, 5, 12, 365, 731]) {
    const found = written(length, 6);
    assert.equal(found.at(-1), length - 1);
    assert.ok(found.length <= 6);
    assert.ok((found[0] ?? 0) >= 0);
  }
});

test("a line has a gap where a value is missing", () => {
  assert.equal(path([[0, 1], [1, null], [2, 3], [3, 4]]), "M0.0 1.0M2.0 3.0L3.0 4.0");
});

test("labels that would cover each other move apart, within their room and in their order", () => {
  assert.deepEqual(apart([50, 20], 0, 100, 15), [50, 20]);
  assert.deepEqual(apart([50, 52, 51], 0, 100, 15), [50, 80, 65]);
  const low = apart([99, 98, 100], 0, 100, 15);
  assert.deepEqual(low, [85, 70, 100]);
});
