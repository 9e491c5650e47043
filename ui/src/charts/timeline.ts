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

interface Tick {
  at: Date;
  label: string;
}

const DAY = 86_400_000;

/** First days of years (of a time under two years: of months; under ten weeks: days), as many as have room in so many
 * pixels. A year that began before the panel is named at its edge. */
function ticksOf(from: Date, to: Date, pixels: number, font: string): Tick[] {
  const days = (to.getTime() - from.getTime()) / DAY;
  const length = days <= 70 ? 10 : days <= 731 ? 7 : 4;
  const wide = textWidth("2".repeat(length), font) + 14;
  const all: Tick[] = [];
  for (let at = new Date(Date.UTC(from.getUTCFullYear(), length < 7 ? 0 : from.getUTCMonth(), length < 10 ? 1 : from.getUTCDate())); at < to;) {
    all.push({ at: at < from ? from : at, label: at.toISOString().slice(0, length) });
    const next = new Date(at);
    if (length === 10) next.setUTCDate(at.getUTCDate() + 1);
    else if (length === 7) next.setUTCMonth(at.getUTCMonth() + 1);
    else next.setUTCFullYear(at.getUTCFullYear() + 1);
    at = next;
  }
  const place = (tick: Tick) => ((tick.at.getTime() - from.getTime()) / DAY / days) * pixels;
  const steps = { 10: [1, 2, 7, 14, 28], 7: [1, 2, 3, 6, 12], 4: [1, 2, 5, 10, 20, 50, 100] }[length]!;
  const fits = (ticks: Tick[]) => ticks.every((tick, i) => i === 0 || place(tick) - place(ticks[i - 1]!) >= wide);
  // Of years the round ones, of days and months those from the first on; what would begin too near to the next goes.
  for (const step of steps) {
    const some = all.filter((tick, i) => (length === 4 && step > 1 ? Number(tick.label) % step === 0 : i % step === 0))
      .filter((tick) => place(tick) + wide - 14 <= pixels + 1);
    if (fits(some)) return some;
    if (fits(some.slice(1))) return some.slice(1);
  }
  return all.slice(0, 1);
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
  const times = ticksOf(from, to, width - left - 6, canvas.font);
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
        Plot.text(times, { x: "at", text: "label", frameAnchor: "bottom", dy: 18, textAnchor: "start", fontSize: SMALL, fill: "var(--soft)" }),
        Plot.ruleX(times, { x: "at", stroke: "var(--line)" }),
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
