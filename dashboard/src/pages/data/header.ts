// The header of a file that the page still holds, and what is said of it without the command's options.

/** How much of a file is read for its first line. */
const BEGINNING = 65_536;

/** The names in the first line of a file, also of a gzipped one; none where it is no text with columns. */
export async function headerOf(file: Blob, separator: string): Promise<string[]> {
  const lines = (await beginningOf(file)).replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
  const first = /^sep=/i.test(lines[0] ?? "") ? lines[1] : lines[0];
  const names = cells(first ?? "", separator).map((name) => name.trim());
  return names.length > 1 && !names.some((name) => /[\u0000\ufffd]/.test(name)) ? [...new Set(names.filter(Boolean))] : [];
}

/** The first bytes of a file as text, unpacked where it is gzipped; of one that is damaged what could be unpacked. */
async function beginningOf(file: Blob): Promise<string> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (first !== 0x1f || second !== 0x8b) return file.slice(0, BEGINNING).text();
  const bytes: Uint8Array<ArrayBuffer>[] = [];
  const unpacked = file.stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  try {
    for (let read = 0; read < BEGINNING; ) {
      const { done, value } = await unpacked.read();
      if (done) break;
      bytes.push(value);
      read += value.length;
    }
    await unpacked.cancel();
  } catch {
    // No gzip after all, or its end is missing.
  }
  return new Blob(bytes).slice(0, BEGINNING).text();
}

function cells(line: string, separator: string): string[] {
  const found = [""];
  let quoted = false;
  for (const sign of line) {
    if (sign === '"') quoted = !quoted;
    else if (sign === separator && !quoted) found.push("");
    else found[found.length - 1] += sign;
  }
  return found;
}

/** An error or advice of the API without options of the command and calls, for which the page has forms of its own. */
export function withoutOptions(error: string): string {
  return error
    .replace(/: (?:(?:name|say|choose)[^;]*)?--(?:map|status|dates|decimal)[^;]*/, "")
    .replace(/,? (?:or name the columns )?with --map [\w.]+=Column/g, "")
    .replace(/PUT \/api\/settings changes them \([^)]*\)/, "the settings change them")
    .replace(/\.?$/, ".");
}

/** The same with fields called as the form calls them: "there is no column for order number". */
export function inWords(error: string, fields: readonly (readonly [string, string])[]): string {
  const called = new Map(fields.map(([field, label]) => [field, label.toLowerCase()]));
  const [before, ...header] = error.split("; ");
  return [before?.replace(/\b[a-z]+(?:[A-Z][a-z]+)+\b/g, (name) => called.get(name) ?? name), ...header].join("; ");
}
