import assert from "node:assert/strict";
import { test } from "node:test";
import { areasOf } from "../src/charts/areas";

test("an area has edges around it and none within, and its name once", () => {
  assert.deepEqual(areasOf([["A", "A"], ["A", undefined]]), [
    [{ edges: "top left", name: "A" }, { edges: "top right bottom" }],
    [{ edges: "right bottom left" }, { edges: "" }],
  ]);
});

test("two areas of one name that do not touch are named each", () => {
  assert.deepEqual(areasOf([["A", "B", "A"]])[0]?.map((cell) => cell.name), ["A", "B", "A"]);
});
