// From whom to whom: ribbons as thick as their counts, in the order of the document.
import { sankey, sankeyLinkHorizontal } from "d3-sankey";
import { type Figure, labels, parts } from "../document";
import { type Canvas, type Drawing, type Mark, lines, svg, textWidth } from "../drawing";

interface End {
  id: string;
  label: string[];
}

interface Ribbon {
  source: string;
  target: string;
  value: number;
  figure: Figure;
}

const LINE = 16;
const BLOCK = 10;

export function flow(figures: Figure[], canvas: Canvas): Drawing {
  const drawn = figures.filter((figure) => figure.numerator > 0);
  const room = Math.floor(canvas.width * (canvas.width < 540 ? 0.32 : 0.3));
  const sides = labels(drawn).map((side, part) =>
    [...side].map(([key, label]): End => ({ id: `${part}:${key}`, label: lines(label, room - 12, canvas.font, 4) })));
  const [starts, ends] = sides as [End[], End[]];
  const widthOf = (side: End[]) => Math.min(room, Math.max(...side.flatMap((end) => end.label.map((line) => textWidth(line, canvas.font)))) + 12);
  const [left, right] = [widthOf(starts), widthOf(ends)];
  const tallest = Math.max(...[...starts, ...ends].map((end) => end.label.length)) * LINE;
  const most = Math.max(starts.length, ends.length);
  const gap = tallest + 2;
  const height = Math.max(most * (gap + 28), 160);
  const ribbons = drawn.map((figure): Ribbon => {
    const [from, to] = parts(figure);
    return { source: `0:${from}`, target: `1:${to}`, value: figure.numerator, figure };
  });
  const { nodes, links } = sankey<End, Ribbon>()
    .nodeId((node) => node.id).nodeWidth(BLOCK).nodePadding(gap).nodeSort(null).linkSort(null)
    .extent([[left, tallest / 2], [canvas.width - right, height - tallest / 2]])({
      nodes: [...starts, ...ends].map((end) => ({ ...end })), links: ribbons.map((ribbon) => ({ ...ribbon })) });

  const path = sankeyLinkHorizontal<End, Ribbon>();
  const marks: Mark[] = [];
  const node = svg("svg", { class: "plot", width: canvas.width, height, viewBox: `0 0 ${canvas.width} ${height}` });
  for (const link of links) {
    const ribbon = svg("path", { class: "ribbon", d: path(link) ?? "", "stroke-width": Math.max(link.width ?? 0, 1.5) });
    node.append(ribbon);
    marks.push({ figure: link.figure, element: ribbon });
  }
  for (const link of links) {
    const source = link.source as unknown as { x1?: number };
    if ((link.width ?? 0) < 13) continue;
    node.append(svg("text", { class: "on-ribbon", x: (source.x1 ?? 0) + 6, y: link.y0 ?? 0, dy: "0.35em" }, String(link.value)));
  }
  for (const end of nodes) {
    const isStart = end.id.startsWith("0:");
    const middle = ((end.y0 ?? 0) + (end.y1 ?? 0)) / 2;
    node.append(svg("rect", { class: "block", x: end.x0 ?? 0, y: end.y0 ?? 0, width: BLOCK, height: Math.max((end.y1 ?? 0) - (end.y0 ?? 0), 1.5) }));
    const x = isStart ? (end.x0 ?? 0) - 8 : (end.x1 ?? 0) + 8;
    const label = svg("text", { x, y: middle - ((end.label.length - 1) * LINE) / 2, "text-anchor": isStart ? "end" : "start" });
    end.label.forEach((line, i) => label.append(svg("tspan", { x, dy: i === 0 ? "0.35em" : LINE }, line)));
    node.append(label);
  }
  return { node, marks };
}
