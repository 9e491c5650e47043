// Shares as bars on an axis from zero, each with the whisker of its interval; counts as bars beside each other.
// A share of few cases has no bar but its interval, and of very few only its text: as in the table.
import * as Plot from "@observablehq/plot";
import type { Figure } from "../document";
import { type Canvas, type Drawing, ceiling, finish, lines, marksOf, shareTicks, shareTop, textWidth } from "../drawing";

const LINE = 17;
const BAR = 12;
const GAP = 9;

interface Row {
  figure: Figure;
  top: number;
  bottom: number;
  /** Where label, value and bar stand: middles, in pixels from the top. */
  label: number;
  value: number;
  bar: number;
  text: string;
  heading?: { text: string; at: number };
}

/** What the axis counts: shares in percent; or counts, whatever their totals, since a bar of a part would draw
 * the share that nobody prints. */
type Axis = "share" | "count";

function axisOf(figures: Figure[]): Axis {
  return figures.some((f) => f.kind === "share") ? "share" : "count";
}

/** The length of the bar. Among shares a count has none. */
function bar(figure: Figure, axis: Axis): number | null {
  if (figure.kind === "share") return figure.share;
  return axis === "count" ? figure.numerator : null;
}

/** The interval in the units of the axis: of a share, or of a count. */
function ranged(figure: Figure, axis: Axis): boolean {
  return figure.interval !== null && (figure.kind === "share" ? axis === "share" : axis === "count");
}

/** What stands beside the bar: the text of the table. */
function said(figure: Figure): string {
  return figure.computed ? `${figure.text} †` : figure.text;
}

/** Label, bar and value side by side; on a narrow screen the bar below them. */
function layout(figures: Figure[], canvas: Canvas, labelWidth: number, stacked: boolean, axis: Axis): { rows: Row[]; height: number } {
  const rows: Row[] = [];
  let at = 22;
  let group = "";
  for (const figure of figures) {
    let heading: Row["heading"];
    if (figure.group && figure.group !== group) {
      group = figure.group;
      const broken = lines(group, canvas.width, canvas.font.replace("400", "600"), 2);
      if (rows.length) at += 8;
      heading = { text: broken.join("\n"), at: at + (broken.length * LINE) / 2 };
      at += broken.length * LINE + 4;
    }
    const label = lines(figure.row || figure.label, labelWidth, canvas.font);
    const tall = label.length * LINE;
    const top = at;
    if (stacked) {
      const value = lines(said(figure), labelWidth, canvas.font);
      const isDrawn = bar(figure, axis) !== null || ranged(figure, axis);
      const below = top + tall + value.length * LINE - (isDrawn ? 0 : BAR + 4);
      const text = [...label, ...value];
      rows.push({ figure, top, bottom: below + BAR + GAP, label: top + tall / 2, value: top + tall + (value.length * LINE) / 2,
        bar: below + 4 + BAR / 2, text: text.slice(0, label.length).join("\n"), heading });
      at = below + BAR + GAP + 6;
    } else {
      const middle = top + Math.max(tall, LINE) / 2;
      rows.push({ figure, top, bottom: top + Math.max(tall, LINE), label: middle, value: middle, bar: middle, text: label.join("\n"), heading });
      at = top + Math.max(tall, LINE) + GAP;
    }
  }
  return { rows, height: at };
}

export function bars(figures: Figure[], canvas: Canvas): Drawing {
  const { width, words, font } = canvas;
  const axis = axisOf(figures);
  const isShare = axis === "share";
  const values = figures.map((figure) => bar(figure, axis));
  const most = Math.max(...figures.map((f, i) => Math.max(values[i] ?? 0, ranged(f, axis) ? f.interval!.high : 0)), 0);
  const top = isShare ? shareTop(most) : Math.max(ceiling(most), 1);
  const widest = Math.max(...figures.map((f) => textWidth(said(f), font)));
  const labels = Math.max(...figures.map((f) => textWidth(f.row || f.label, font)));
  const left = Math.min(Math.max(labels + 16, 120), width * 0.3);
  const stacked = width - left - widest < 220;
  const value = stacked ? 0 : widest + 18;
  const { rows, height } = layout(figures, canvas, stacked ? width : left - 12, stacked, axis);
  const ticks = isShare ? shareTicks(top) : [0, 0.5, 1].map((t) => t * top).filter(Number.isInteger);
  const tickText = (t: number) => (isShare ? words("percent", String(Math.round(t * 1000) / 10)) : String(t));
  const drawn = rows.filter((row) => bar(row.figure, axis) !== null);
  const whiskers = rows.filter((row) => ranged(row.figure, axis));
  const text = { fontSize: 13, lineHeight: LINE / 13, fill: "var(--ink)", stroke: "var(--paper)", strokeWidth: 5 } as const;

  const node = Plot.plot({
    width,
    height,
    marginTop: 0,
    marginBottom: 0,
    marginLeft: stacked ? 2 : left,
    marginRight: stacked ? 12 : value,
    x: { domain: [0, top], axis: null },
    y: { type: "identity", axis: null },
    marks: [
      Plot.ruleX(ticks, { y1: 20, y2: height, stroke: "var(--line)" }),
      // At the edges of a narrow screen the labels of the axis stay inside.
      ...(["start", "middle", "end"] as const).map((textAnchor) =>
        Plot.text(ticks.filter((t) => (!stacked || (t > 0 && t < top) ? "middle" : t > 0 ? "end" : "start") === textAnchor), {
          x: (t: number) => t, y: 8, text: tickText, fontSize: 11.5, fill: "var(--soft)", textAnchor })),
      Plot.rect(drawn, { className: "fills", x1: 0, x2: (r: Row) => bar(r.figure, axis), y1: (r: Row) => r.bar - BAR / 2,
        y2: (r: Row) => r.bar + BAR / 2, fill: "var(--bar)" }),
      // An outline of the colour of the page keeps the whisker visible on its bar.
      Plot.link(whiskers, { x1: (r: Row) => r.figure.interval!.low, x2: (r: Row) => r.figure.interval!.high, y: (r: Row) => r.bar,
        stroke: "var(--paper)", strokeWidth: 3 }),
      Plot.link(whiskers, { x1: (r: Row) => r.figure.interval!.low, x2: (r: Row) => r.figure.interval!.high, y: (r: Row) => r.bar,
        stroke: "var(--whisker)", strokeWidth: 1.5 }),
      Plot.link(whiskers.flatMap((r) => [{ r, x: r.figure.interval!.low }, { r, x: r.figure.interval!.high }]), {
        x: "x", y1: (d: { r: Row }) => d.r.bar - 4, y2: (d: { r: Row }) => d.r.bar + 4, stroke: "var(--whisker)", strokeWidth: 1.5 }),
      Plot.text(rows.filter((r) => r.heading), { frameAnchor: "left", dx: stacked ? -2 : -left, textAnchor: "start", y: (r: Row) => r.heading!.at,
        text: (r: Row) => r.heading!.text, fontWeight: 600, ...text }),
      Plot.text(rows, { frameAnchor: "left", dx: stacked ? -2 : -left, textAnchor: "start", y: "label", text: "text", ...text }),
      Plot.text(rows, { frameAnchor: stacked ? "left" : "right", dx: stacked ? -2 : 18, textAnchor: "start", y: "value",
        text: (r: Row) => stacked ? lines(said(r.figure), width, font).join("\n") : said(r.figure), ...text, fill: stacked ? "var(--soft)" : "var(--ink)",
        fontVariant: "tabular-nums" }),
      // The whole row is looked at, not the thin bar alone.
      Plot.rect(rows, { className: "targets", x1: 0, x2: top, y1: "top", y2: "bottom", insetLeft: stacked ? 0 : -left, insetRight: -value,
        fill: "transparent" }),
    ],
  });
  return { node: finish(node), marks: marksOf(node, "targets", figures) };
}
