// Puts what was built where it is served, so that the page and the parts that it names are there at every moment:
// somebody may ask, test or pack the directory meanwhile. Each file appears under its name at once, the new parts come
// before the page that names them, and what is no longer named goes last.
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** `files` are names with their contents, the page last; `aside` is a directory of the same disk, for what is half written. */
export function serve(directory, aside, files) {
  mkdirSync(directory, { recursive: true });
  mkdirSync(aside, { recursive: true });
  const before = readdirSync(directory);
  const served = files.flatMap(([name, contents]) => formsOf(name, contents)).map(([name, contents]) => {
    writeFileSync(join(aside, name), contents);
    renameSync(join(aside, name), join(directory, name));
    return name;
  });
  for (const name of before) if (!served.includes(name)) rmSync(join(directory, name));
}

// Beside each file its compressed forms, so that no request compresses anything; the file itself last.
function formsOf(name, contents) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: contents.length };
  return [
    [`${name}.gz`, gzipSync(contents, { level: 9 })],
    [`${name}.br`, brotliCompressSync(contents, { params })],
    [name, contents],
  ];
}
