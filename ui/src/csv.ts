// Figures as CSV (RFC 4180), for a spreadsheet. A text that a spreadsheet would take for a formula gets an
// apostrophe in front [CSV-INJECTION].
import type { Figure } from "./document";

const COLUMNS: [string, (figure: Figure) => string | number | null | undefined][] = [
  ["figure", (f) => f.id],
  ["label", (f) => f.label],
  ["group", (f) => f.group],
  ["row", (f) => f.row],
  ["key", (f) => f.key],
  ["numerator", (f) => f.numerator],
  ["denominator", (f) => f.denominator],
  ["unknown", (f) => f.unknown],
  ["share", (f) => f.share],
  ["interval_low", (f) => f.interval?.low],
  ["interval_high", (f) => f.interval?.high],
  ["interval_method", (f) => f.interval?.method],
  ["source", (f) => f.source],
  ["period", (f) => f.period],
  ["definition", (f) => f.definition],
  ["note", (f) => f.note],
  ["evidence", (f) => f.evidence.join(" ")],
];

function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

export function csv(figures: Figure[]): string {
  const rows = [COLUMNS.map(([name]) => name), ...figures.map((f) => COLUMNS.map(([, of]) => cell(of(f))))];
  return rows.map((row) => row.join(",")).join("\r\n") + "\r\n";
}

/** Where the page may not use the clipboard, the old way of a selected text field. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const before = document.activeElement;
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "unseen";
    document.body.append(field);
    field.focus();
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (before instanceof HTMLElement) before.focus();
    return done;
  }
}
