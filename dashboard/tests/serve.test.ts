import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { after, test } from "node:test";
import { serve } from "../serve.mjs";

const root = mkdtempSync(join(tmpdir(), "served-"));
const served = join(root, "served");
const aside = join(root, "aside");
after(() => rmSync(root, { recursive: true }));

const files = (...named: string[]): [string, Uint8Array][] => named.map((name) => [name, Buffer.from(`of ${name}`)]);
const forms = (...named: string[]) => named.flatMap((name) => [name, `${name}.br`, `${name}.gz`]).sort();
const found = () => readdirSync(served).sort();

test("a build leaves each file with its compressed forms, and none of the build before", () => {
  serve(served, aside, files("app-1.js", "shell.html"));
  assert.deepEqual(found(), forms("app-1.js", "shell.html"));

  serve(served, aside, files("app-2.js", "shell.html"));

  assert.deepEqual(found(), forms("app-2.js", "shell.html"));
  assert.equal(gunzipSync(readFileSync(join(served, "app-2.js.gz"))).toString(), "of app-2.js");
  assert.deepEqual(readdirSync(aside), []);
});

test("a build that ends before its page is written leaves the page before with every part that it names", () => {
  const before = readFileSync(join(served, "shell.html"), "utf8");
  mkdirSync(join(aside, "shell.html"));

  assert.throws(() => serve(served, aside, [...files("app-3.js"), ["shell.html", Buffer.from("another")]]));

  assert.equal(readFileSync(join(served, "shell.html"), "utf8"), before);
  for (const name of forms("app-2.js", "app-3.js")) assert.ok(found().includes(name), name);
});
