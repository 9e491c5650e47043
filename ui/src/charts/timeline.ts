// One panel a series, all on the same axes, so that no colour has to be told from another. Counts are columns as
// wide as their period; shares are marks over their period, with the whisker of their interval. Lines join
// periods of one length only: a year and a half-year are not compared.
import * as Plot from "@observablehq/plot";
import type { Figure } from "../document";
import { type Canvas, type Drawing, type Mark, ceiling, finish, html, marksOf, shareTicks, shareTop, textWidth } from "../drawing";
import { type Span, span } from "../period";

interface Point {
  figure: Figure;
  span: Span;
  middle: Date;
  value: number | null;
  low: number | null;
  high: number | null;
}

const SMALL = 11.5;

function pointOf(figure: Figure): Point | null {
  const own = span(figure.key || figure.period);
  if (!own) return null;
  const value = figure.kind === "share" ? figure.share : figure.numerator;
  const interval = figure.interval;
  return {
    figure, span: own, value,
    middle: new Date((own.from.getTime() + own.to.getTime()) / 2),
    low: interval?.low ?? null,
    high: interval?.high ?? null,
  };
}

function whiskers(points: Point[]) {
  const known = points.filter((point) => point.low !== null);
  return [
    Plot.link(known, { x: "middle", y1: "low", y2: "high", stroke: "var(--paper)", strokeWidth: 3 }),
    Plot.link(known, { x: "middle", y1: "low", y2: "high", stroke: "var(--whisker)", strokeWidth: 1.5 }),
  ];
}

/** The first days of years within the panel, as many as have room. */
function years(from: Date, to: Date, room: number): { at: Date; label: string }[] {
  const first = from.getUTCFullYear();
  const last = new Date(to.getTime() - 1).getUTCFullYear();
  const step = [1, 2, 5, 10, 20, 50].find((n) => (last - first + 1) / n <= room) ?? 100;
  return Array.from({ length: last - first + 1 }, (_, i) => first + i).filter((year) => year % step === 0 || step === 1)
    .map((year) => ({ at: new Date(Date.UTC(year, 0, 1)), label: String(year) }));
}

export function timeline(figures: Figure[], canvas: Canvas): Drawing {
  const points = figures.map(pointOf).filter((point): point is Point => point !== null);
  const groups = [...new Set(points.map((point) => point.figure.group ?? ""))];
  const isShare = points.some((point) => point.figure.kind === "share");
  const most = Math.max(...points.map((point) => Math.max(point.value ?? 0, point.high ?? 0)), 0);
  const top = isShare ? shareTop(most) : Math.max(ceiling(most), 1);
  const ticks = isShare ? shareTicks(top) : [0, 0.5, 1].map((part) => part * top).filter(Number.isInteger);
  const tickText = (t: number) => (isShare ? canvas.words("percent", String(Math.round(t * 1000) / 10)) : String(t));
  const from = new Date(Math.min(...points.map((point) => point.span.from.getTime())));
  const to = new Date(Math.max(...points.map((point) => point.span.to.getTime())));
  const columns = Math.max(1, Math.min(groups.length === 4 ? 2 : groups.length, canvas.width >= 640 ? 3 : canvas.width >= 440 ? 2 : 1));
  const width = Math.floor((canvas.width - (columns - 1) * 24) / columns);
  const left = Math.max(...ticks.map((t) => textWidth(tickText(t), canvas.font))) + 10;
  const room = Math.max(2, Math.floor((width - left) / 46));
  const marks: Mark[] = [];
  const node = html("div", `panels panels-${columns}`);

  for (const group of groups) {
    const own = points.filter((point) => (point.figure.group ?? "") === group);
    const drawn = own.filter((point) => point.value !== null);
    const height = columns === 1 && groups.length === 1 ? 240 : 170;
    const range = { x1: (p: Point) => p.span.from, x2: (p: Point) => p.span.to };
    const panel = Plot.plot({
      width, height, marginLeft: left, marginRight: 6, marginTop: 10, marginBottom: 22,
      x: { type: "utc", domain: [from, to], axis: null },
      y: { domain: [0, top], axis: null },
      marks: [
        Plot.ruleY(ticks, { stroke: "var(--line)" }),
        Plot.text(ticks, { y: (t: number) => t, frameAnchor: "left", dx: -6, textAnchor: "end", text: tickText, fontSize: SMALL, fill: "var(--soft)" }),
        Plot.text(years(from, to, room), { x: "at", text: "label", frameAnchor: "bottom", dy: 18, textAnchor: "start", fontSize: SMALL, fill: "var(--soft)" }),
        Plot.ruleX(years(from, to, room), { x: "at", stroke: "var(--line)" }),
        ...(isShare
          ? [
              Plot.line(drawn, { x: "middle", y: "value", z: (p: Point) => p.span.grain, stroke: "var(--bar)", strokeOpacity: 0.55 }),
              Plot.link(drawn, { ...range, y: "value", stroke: "var(--bar)", strokeWidth: 3 }),
              ...whiskers(own),
              Plot.dot(drawn, { x: "middle", y: "value", r: 3.5, fill: "var(--bar)" }),
            ]
          : [Plot.rect(drawn, { ...range, y1: 0, y2: "value", fill: "var(--bar)", insetLeft: 1, insetRight: 1 }), ...whiskers(own)]),
        Plot.ruleY([0], { stroke: "var(--soft)" }),
        Plot.rect(own, { className: "targets", ...range, y1: 0, y2: top, fill: "transparent" }),
      ],
    });
    marks.push(...marksOf(finish(panel), "targets", own.map((point) => point.figure)));
    node.append(html("div", "panel", ...(group ? [html("p", "panel-title", group)] : []), panel));
  }
  return { node, marks };
}
