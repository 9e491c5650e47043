// A heat map: rows against columns, the deeper the colour the larger the share or count. The number stands in
// the cell, so that colour says nothing alone; where every count is one, the filled cell says it.
import * as Plot from "@observablehq/plot";
import { type Figure, labels, parts } from "../document";
import { type Canvas, type Drawing, type Mark, finish, html, lines, marksOf, textWidth } from "../drawing";

const LINE = 16;
const TILT = 45;
const STEPS = 5;

export function matrix(figures: Figure[], canvas: Canvas): Drawing {
  const [rows, columns] = labels(figures);
  const most = Math.max(...figures.map(value), 0) || 1;
  if (rows.size === figures.length && columns.size < rows.size) return stacks(figures, rows, columns, most);
  const isPlain = figures.every((f) => f.kind !== "share" && f.numerator <= 1);
  const widest = Math.max(...[...rows.values()].map((label) => textWidth(label, canvas.font)));
  const left = Math.ceil(Math.min(widest + 14, Math.max(canvas.width * 0.34, 120), 320));
  const heads = new Map([...columns].map(([key, label]) => [key, lines(label, 150, canvas.font, 1)[0]!]));
  const highest = Math.max(...[...heads.values()].map((label) => textWidth(label, canvas.font)));
  const slope = Math.sin((TILT * Math.PI) / 180);
  const head = Math.ceil(highest * slope + 20);
  const tail = Math.ceil(Math.min(highest * slope + 8, 120));
  const cell = Math.floor(Math.min(Math.max((canvas.width - left - tail) / columns.size, 27), 72));
  const broken = new Map([...rows].map(([key, label]) => [key, lines(label, left - 12, canvas.font, 3)]));
  const tall = Math.max(cell < 40 ? cell : 30, ...[...broken.values()].map((label) => label.length * LINE + 6));
  const step = (figure: Figure) => (isPlain ? 4 : stepOf(figure, most));
  const text = { fontSize: 13, lineHeight: LINE / 13, fill: "var(--ink)" } as const;
  const shown = figures.filter((figure) => value(figure) > 0);
  const inCell = shown.filter((figure) => !isPlain && (figure.brief || figure.kind !== "share"));

  const node = Plot.plot({
    width: left + cell * columns.size + tail,
    height: head + tall * rows.size + 2,
    marginTop: head, marginBottom: 2, marginLeft: left, marginRight: tail,
    x: { domain: [...columns.keys()], axis: null, padding: 0 },
    y: { domain: [...rows.keys()], axis: null, padding: 0 },
    color: { type: "identity" },
    marks: [
      Plot.cell([...rows.keys()].flatMap((y) => [...columns.keys()].map((x) => ({ x, y }))), { x: "x", y: "y", inset: 1, fill: "var(--faint)" }),
      Plot.cell(shown, { x: (f: Figure) => parts(f)[1], y: (f: Figure) => parts(f)[0], inset: 1, fill: (f: Figure) => `var(--step-${step(f)})` }),
      Plot.text(inCell, { x: (f: Figure) => parts(f)[1], y: (f: Figure) => parts(f)[0], text: short, fontSize: 12, fill: (f: Figure) => `var(--on-step-${step(f)})` }),
      Plot.text([...columns.keys()], { x: (key: string) => key, text: (key: string) => heads.get(key), frameAnchor: "top", dy: -8,
        textAnchor: "start", rotate: -TILT, ...text }),
      Plot.text([...rows.keys()], { y: (key: string) => key, text: (key: string) => broken.get(key)!.join("\n"), frameAnchor: "left", dx: -left,
        textAnchor: "start", ...text }),
      Plot.cell(figures, { className: "targets", x: (f: Figure) => parts(f)[1], y: (f: Figure) => parts(f)[0], fill: "transparent" }),
    ],
  });
  return { node: finish(node), marks: marksOf(node, "targets", figures) };
}

function value(figure: Figure): number {
  return figure.kind === "share" ? figure.share ?? 0 : figure.numerator;
}

/** Five steps, each with a colour for its number that has contrast enough (report.css). */
function stepOf(figure: Figure, most: number): number {
  return Math.min(Math.max(Math.ceil((STEPS * value(figure)) / most), 1), STEPS);
}

/** Where each row belongs to one column, as techniques to tactics: the rows as cells under their column. */
function stacks(figures: Figure[], rows: Map<string, string>, columns: Map<string, string>, most: number): Drawing {
  const marks: Mark[] = [];
  const node = html("div", "stacks");
  for (const [column, label] of columns) {
    const stack = html("div", "stack", html("p", "stack-title", label));
    for (const figure of figures.filter((own) => parts(own)[1] === column)) {
      const cell = html("div", `cell step-${stepOf(figure, most)}`, html("span", "cell-name", rows.get(parts(figure)[0])!), html("span", "cell-value", short(figure)));
      stack.append(cell);
      marks.push({ figure, element: cell });
    }
    node.append(stack);
  }
  return { node, marks };
}

function short(figure: Figure): string {
  return figure.brief || String(figure.numerator);
}
