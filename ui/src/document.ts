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
  query?: string;
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

export type Form = "bars" | "timeline" | "matrix" | "flow" | "map" | "tiles";

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

/** Labels of both parts of the keys. Group and row of a figure name one part each; which names which is seen from
 * the figures: a part has one label, and no two parts have the same. */
export function labels(figures: Figure[]): [Map<string, string>, Map<string, string>] {
  const naming = (part: 0 | 1, field: "group" | "row"): Map<string, string> | null => {
    const found = new Map<string, string>();
    for (const figure of figures) {
      const key = parts(figure)[part];
      const label = figure[field];
      if (!label || (found.get(key) ?? label) !== label) return null;
      found.set(key, label);
    }
    return new Set(found.values()).size === found.size ? found : null;
  };
  const keys = (part: 0 | 1) => new Map(figures.map((figure) => [parts(figure)[part], parts(figure)[part]]));
  for (const [first, second] of [["group", "row"], ["row", "group"]] as const) {
    const [from, to] = [naming(0, first), naming(1, second)];
    if (from && to) return [from, to];
  }
  return [naming(0, "group") ?? naming(0, "row") ?? keys(0), naming(1, "row") ?? naming(1, "group") ?? keys(1)];
}
