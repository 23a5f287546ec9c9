// Files that were tried and not imported yet: held by the page, so that nobody has to choose them again.
const held = new Map<string, File>();

export function keepFile(importId: string, file: File): void {
  held.set(importId, file);
}

export function fileOf(importId: string): File | undefined {
  return held.get(importId);
}
