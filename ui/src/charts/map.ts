// Circles whose areas are the counts, on the outlines of the world. Small countries count as much as large ones,
// which shading would hide; a country that has no place here stands in the table.
import * as Plot from "@observablehq/plot";
import world from "yagura:world";
import { feature, mesh } from "topojson-client";
import type { Figure } from "../document";
import { type Canvas, type Drawing, finish, marksOf, textWidth } from "../drawing";

interface Placed {
  figure: Figure;
  at: [number, number];
}

const LABELS = 12;

let outlines: { land: GeoJSON.GeoJSON; borders: GeoJSON.GeoJSON } | undefined;

function drawn() {
  const { countries } = world.outlines.objects;
  outlines ??= { land: feature(world.outlines, countries), borders: mesh(world.outlines, countries, (a, b) => a !== b) };
  return outlines;
}

export function map(figures: Figure[], canvas: Canvas): Drawing {
  const placed = figures.flatMap((figure): Placed[] => {
    const at = world.points[(figure.key || "").toUpperCase()];
    return at && figure.numerator > 0 ? [{ figure, at }] : [];
  }).sort((a, b) => b.figure.numerator - a.figure.numerator);
  const most = Math.max(...placed.map(({ figure }) => figure.numerator), 1);
  const largest = Math.min(Math.max(canvas.width / 32, 13), 30);
  const radius = (figure: Figure) => Math.max(largest * Math.sqrt(figure.numerator / most), 2.5);
  const height = Math.round(canvas.width * 0.47);
  const { land, borders } = drawn();
  const at = { x: (p: Placed) => p.at[0], y: (p: Placed) => p.at[1] };
  const number = (p: Placed) => String(p.figure.numerator);
  const fits = (p: Placed) => textWidth(number(p), canvas.font) + 4 < radius(p.figure) * 2;
  const node = Plot.plot({
    width: canvas.width, height, margin: 0,
    projection: { type: "equal-earth", domain: { type: "MultiPoint", coordinates: [[-168, 10], [179, 10], [0, 78], [0, -55]] } },
    r: { type: "identity" },
    marks: [
      Plot.geo(land, { fill: "var(--land)" }),
      Plot.geo(borders, { stroke: "var(--paper)", strokeWidth: 0.6 }),
      Plot.dot(placed, { className: "circles", ...at, r: (p: Placed) => radius(p.figure), fill: "var(--bar)", fillOpacity: 0.92, stroke: "var(--paper)", strokeWidth: 1 }),
      Plot.text(placed.filter(fits), { ...at, text: number, fontSize: 12, fontWeight: 600, fill: "var(--on-bar)" }),
      Plot.dot(placed, { className: "targets", ...at, r: (p: Placed) => Math.max(radius(p.figure), 8), fill: "transparent" }),
    ],
  });
  finish(node);
  name(node as SVGSVGElement, placed, canvas, radius, fits);
  return { node, marks: marksOf(node, "targets", placed.map((p) => p.figure)) };
}

/** Names the largest circles, where a name covers neither another name nor another circle. */
function name(node: SVGSVGElement, placed: Placed[], canvas: Canvas, radius: (figure: Figure) => number, fits: (p: Placed) => boolean): void {
  const circles = [...node.querySelectorAll<SVGCircleElement>(".circles circle")];
  const centre = (i: number) => ({ x: Number(circles[i]?.getAttribute("cx")), y: Number(circles[i]?.getAttribute("cy")) });
  interface Box { x0: number; y0: number; x1: number; y1: number }
  const taken: Box[] = placed.map((p, i) => {
    const { x, y } = centre(i);
    const r = radius(p.figure) * 0.85;
    return { x0: x - r, y0: y - r, x1: x + r, y1: y + r };
  });
  const clear = (box: Box, own: number) => box.x0 > 0 && box.x1 < canvas.width &&
    taken.every((other, i) => i === own || box.x1 < other.x0 || box.x0 > other.x1 || box.y1 < other.y0 || box.y0 > other.y1);
  const layer = document.createElementNS("http://www.w3.org/2000/svg", "g");
  layer.setAttribute("class", "names");
  const before = node.querySelector(".targets");
  placed.slice(0, LABELS).forEach((p, i) => {
    const { x, y } = centre(i);
    const r = radius(p.figure) + 4;
    const text = (p.figure.row || p.figure.label) + (fits(p) ? "" : ` ${p.figure.numerator}`);
    const wide = textWidth(text, canvas.font);
    const places: [number, number, string][] = [[x + r, y, "start"], [x - r, y, "end"], [x, y - r - 7, "middle"], [x, y + r + 7, "middle"]];
    for (const [tx, ty, anchor] of places) {
      const x0 = anchor === "start" ? tx : anchor === "end" ? tx - wide : tx - wide / 2;
      const box = { x0, y0: ty - 9, x1: x0 + wide, y1: ty + 9 };
      if (!clear(box, i)) continue;
      const label = document.createElementNS("http://www.w3.org/2000/svg", "text");
      label.setAttribute("x", String(tx));
      label.setAttribute("y", String(ty));
      label.setAttribute("dy", "0.35em");
      label.setAttribute("text-anchor", anchor);
      label.textContent = text;
      layer.append(label);
      taken.push(box);
      break;
    }
  });
  node.insertBefore(layer, before);
}
