import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST_ROWS, walk, type Page } from "../src/parts/export";

function pages(...all: string[][]): (cursor: string | undefined) => Promise<Page<string>> {
  return async (cursor) => {
    const at = Number(cursor ?? 0);
    return { rows: all[at] ?? [], next: at + 1 < all.length ? String(at + 1) : null, asOf: `page ${at}` };
  };
}

test("each row is in the file once, even where a page repeats it", async () => {
  const found = await walk(pages(["a", "b"], ["b", "c"]), (row) => row);
  assert.deepEqual(found, { rows: ["a", "b", "c"], asOf: "page 0", whole: true });
});

test("a list that goes on beyond the most rows says so", async () => {
  const many = Array.from({ length: MOST_ROWS }, (_, index) => `c${index}`);
  assert.equal((await walk(pages(many), (row) => row)).whole, true);
  const found = await walk(pages(many, ["one more"]), (row) => row);
  assert.equal(found.whole, false);
  assert.equal(found.rows.length, MOST_ROWS);
});

test("a list without rows is a file without rows", async () => {
  assert.deepEqual(await walk(pages([]), (row) => row), { rows: [], asOf: "page 0", whole: true });
});
