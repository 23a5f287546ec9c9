// A list as a file for a spreadsheet: the rows that the list shows, each customer once.

export interface Column<Row> {
  name: string;
  value: (row: Row) => string | number | null | undefined;
}

/** CSV as Excel and LibreOffice open it: UTF-8 with its mark, CRLF, and no cell that either takes for a formula. */
export function csvOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const lines = [columns.map((column) => cell(column.name)), ...rows.map((row) => columns.map((column) => cell(column.value(row))))];
  return `\u{feff}${lines.map((line) => line.join(",")).join("\r\n")}\r\n`;
}

/** A number stays one; a text that begins as a formula does is led by an apostrophe, as spreadsheets show text. */
export function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Offers text as a file of that name. */
export function offer(name: string, text: string, type = "text/csv;charset=utf-8"): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
