// Figures as CSV, for a spreadsheet: the same rows as `report --format csv` (src/tell/render_csv.c). A text that a
// spreadsheet would take for a formula gets an apostrophe in front [CSV-INJECTION], as in src/text/csv_write.c.
import type { Figure } from "./document";

type Value = string | null | undefined;

const decimals = (value: number | null | undefined): Value => (value === null || value === undefined ? "" : value.toFixed(6));
const whole = (value: number | null): Value => (value === null ? "" : String(value));

const COLUMNS: [string, (figure: Figure) => Value][] = [
  ["id", (f) => f.id],
  ["kind", (f) => f.kind],
  ["label", (f) => f.label],
  ["group", (f) => f.group],
  ["row", (f) => f.row],
  ["key", (f) => f.key],
  ["numerator", (f) => whole(f.numerator)],
  ["denominator", (f) => whole(f.denominator)],
  ["unknown", (f) => whole(f.unknown)],
  ["share", (f) => decimals(f.share)],
  ["low", (f) => decimals(f.interval?.low)],
  ["high", (f) => decimals(f.interval?.high)],
  ["method", (f) => f.interval?.method],
  ["level", (f) => (f.interval ? String(f.interval.level) : "")],
  ["text", (f) => f.text],
  ["source", (f) => f.source],
  ["series", (f) => f.series],
  ["period", (f) => f.period],
  ["definition", (f) => f.definition],
  ["query", (f) => f.query],
  ["note", (f) => f.note],
  ["evidence", (f) => f.evidence.join(" ")],
];

function cell(value: Value): string {
  const text = value ?? "";
  const isFormula = /^[=+\-@\t\r\n＝＋－＠]/.test(text);
  if (!isFormula && !/[",;\t\r\n]/.test(text)) return text;
  return `"${isFormula ? "'" : ""}${text.replace(/"/g, '""')}"`;
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
