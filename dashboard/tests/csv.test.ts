import assert from "node:assert/strict";
import { test } from "node:test";
import { cell, csvOf } from "../src/csv";

test("a text that a spreadsheet would run as a formula is led by an apostrophe", () => {
  for (const text of ["=1+1", "+49 30 1", "@SUM(A1)", "-2+3", "\tx"]) assert.match(cell(text), /^"?'/);
});

test("numbers stay numbers, negative ones too", () => {
  assert.equal(cell(-12.5), "-12.5");
  assert.equal(cell("-12.50"), "-12.50");
  assert.equal(cell(0), "0");
});

test("nothing is an empty cell", () => {
  assert.equal(cell(null), "");
  assert.equal(cell(undefined), "");
});

test("commas, quotes, line breaks and outer spaces are quoted", () => {
  assert.equal(cell('a "b", c'), '"a ""b"", c"');
  assert.equal(cell("a\nb"), '"a\nb"');
  assert.equal(cell(" a"), '" a"');
});

test("a file begins with the mark of UTF-8, names its columns and ends its lines as spreadsheets do", () => {
  const file = csvOf([{ name: "Id", value: (row: { id: string }) => row.id }], [{ id: "C1" }, { id: "=C2" }]);
  assert.equal(file, "\u{feff}Id\r\nC1\r\n'=C2\r\n");
});
