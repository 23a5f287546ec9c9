// Builds what the API serves under /app: one script and one style sheet, named by their content, and the shell that
// names them. `--tests` bundles the tests of pure parts for Node's own runner instead.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "./serve.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const SERVED = join(HERE, "../layers/core/python/regulars/http/dashboard/built");
const ASIDE = join(HERE, "build/served");
const COMMON = { bundle: true, format: "esm", target: "es2022", jsx: "automatic", jsxImportSource: "preact", logLevel: "warning" };

async function tests() {
  const entryPoints = readdirSync(join(HERE, "tests")).filter((name) => /\.test\.tsx?$/.test(name));
  const outdir = join(HERE, "build/tests");
  rmSync(outdir, { recursive: true, force: true });
  await build({
    ...COMMON,
    entryPoints: entryPoints.map((name) => join(HERE, "tests", name)),
    outdir,
    outExtension: { ".js": ".mjs" },
    platform: "node",
    sourcemap: "inline",
  });
}

async function app() {
  const found = await build({
    ...COMMON,
    entryPoints: { app: join(HERE, "src/main.tsx") },
    outdir: SERVED,
    minify: true,
    write: false,
    legalComments: "none",
  });
  const files = [["icon.svg", readFileSync(join(HERE, "src/icon.svg"))]];
  let shell = readFileSync(join(HERE, "src/shell.html"), "utf8");
  for (const { path, contents } of found.outputFiles) {
    const kind = path.endsWith(".css") ? "css" : "js";
    const name = `app-${createHash("sha256").update(contents).digest("hex").slice(0, 12)}.${kind}`;
    shell = shell.replace(`app.${kind}`, name);
    files.push([name, contents]);
  }
  serve(SERVED, ASIDE, [...files, ["shell.html", Buffer.from(shell)]]);
}

await (process.argv.includes("--tests") ? tests() : app());
