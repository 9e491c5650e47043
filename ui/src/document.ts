// The report document inside the page (docs/schemas/report.schema.json), as far as charts need it.
// Texts may come from a feed: they reach the page as text nodes and attributes only, never as markup.

export interface Interval {
  method: string;
  level: number;
  low: number;
  high: number;
}

export interface Figure {
  id: string;
  kind: "share" | "count" | "rank" | "trend";
  label: string;
  group?: string;
  row?: string;
  key?: string;
  text: string;
  brief?: string;
  numerator: number;
  denominator: number | null;
  unknown: number | null;
  share: number | null;
  interval: Interval | null;
  computed?: boolean;
  source: string;
  series?: string;
  period: string;
  definition: string;
  note?: string;
  evidence: string[];
}

export interface Evidence {
  n: number;
  id: string;
}

export interface Report {
  schema: string;
  scope: { language: string };
  figures: Figure[];
  evidence: Evidence[];
}

export const FORMS = ["bars", "timeline", "matrix", "flow", "map", "tiles"] as const;
export type Form = (typeof FORMS)[number];

/** The JSON of a data block of the page, or undefined: then the tables stay as they are. */
export function dataBlock<T>(id: string): T | undefined {
  const text = document.getElementById(id)?.textContent;
  if (!text) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

/** The two parts of a key "ROW|COLUMN" or "FROM|TO". */
export function parts(figure: Figure): [string, string] {
  const at = figure.key?.indexOf("|") ?? -1;
  return at < 0 ? [figure.group ?? "", figure.key ?? figure.id] : [figure.key!.slice(0, at), figure.key!.slice(at + 1)];
}
