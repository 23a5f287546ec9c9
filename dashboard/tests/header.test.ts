import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { headerOf, inWords, withoutOptions } from "../src/pages/data/header";

const of = (text: string, separator = ","): Promise<string[]> => headerOf(new Blob([text]), separator);

test("the header is the first line, without a BOM, quotes and a line that says the separator", async () => {
  assert.deepEqual(await of('\ufeffOrder ID,"Total, net",Date\r\n1,2,3'), ["Order ID", "Total, net", "Date"]);
  assert.deepEqual(await of("sep=;\nNr;Datum\n1;2", ";"), ["Nr", "Datum"]);
});

test("a gzipped file has the header of what is in it, however long it is and wherever it breaks off", async () => {
  const packed = (text: string): Buffer<ArrayBuffer> => Buffer.from(gzipSync(text));
  assert.deepEqual(await headerOf(new Blob([packed("sep=;\nNr;Datum\n1;2")]), ";"), ["Nr", "Datum"]);
  const rows = Array.from({ length: 20_000 }, (_, row) => `${row},${(row * 7919) % 10_007}`).join("\n");
  assert.deepEqual(await headerOf(new Blob([packed(`Order ID,Date\n${rows}`)]), ","), ["Order ID", "Date"]);
  assert.deepEqual(await headerOf(new Blob([packed(`Order ID,Date\n${rows}`).subarray(0, -20)]), ","), ["Order ID", "Date"]);
  assert.deepEqual(await headerOf(new Blob([packed("one\n")]), ","), []);
});

test("a name twice and a blank one are offered once and not at all", async () => {
  assert.deepEqual(await of("a,b,a,,\n"), ["a", "b"]);
});

test("what is no text with columns has no header", async () => {
  assert.deepEqual(await of("one\n"), []);
  assert.deepEqual(await of(""), []);
  assert.deepEqual(await headerOf(new Blob([new Uint8Array([0x1f, 0x8b, 0x2c, 0x00, 0x2c, 0xff])]), ","), []);
});

test("errors are told without the command's options", () => {
  assert.equal(
    withoutOptions("Line 1: there is no column for orderedAt and customerId, email or phone: name each with --map orderedAt=Column --map customerId=Column; the header has Nr, Status."),
    "Line 1: there is no column for orderedAt and customerId, email or phone; the header has Nr, Status.",
  );
  assert.equal(withoutOptions("Line 2: the column Status is blank in every row: say what that means with --status '=paid', or take the status from no column with --map status=-."), "Line 2: the column Status is blank in every row.");
  assert.equal(withoutOptions("Line 2: 03/04/2025 in the column date is 3 April or 4 March, and no other date decides: say which with --dates day-first or --dates month-first."), "Line 2: 03/04/2025 in the column date is 3 April or 4 March, and no other date decides.");
  assert.equal(
    withoutOptions("Line 1: no name in it is that of a column we know: take away what stands above the header, or name the columns with --map orderId=Column; it has Sales."),
    "Line 1: no name in it is that of a column we know: take away what stands above the header; it has Sales.",
  );
  assert.equal(withoutOptions("Some have a status that nobody has explained: --status 'Theirs=paid' does."), "Some have a status that nobody has explained.");
  assert.equal(withoutOptions("The average order is 9 JPY: that amount is in JPY; PUT /api/settings changes them (vipSpend, rfm.spend)."), "The average order is 9 JPY: that amount is in JPY; the settings change them.");
  assert.equal(withoutOptions("The file is empty"), "The file is empty.");
});

test("fields are called as the form calls them, columns of the file as they are", () => {
  const fields = [["orderId", "Order number"], ["orderedAt", "Date of the order"]] as const;
  assert.equal(
    inWords("Line 1: there is no column for orderId and orderedAt and lineTotal; the header has Nr, orderId.", fields),
    "Line 1: there is no column for order number and date of the order and lineTotal; the header has Nr, orderId.",
  );
});
