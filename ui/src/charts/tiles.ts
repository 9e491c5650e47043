// Countries side by side, each with its count in large and a bar against the largest.
import type { Figure } from "../document";
import { type Canvas, type Drawing, type Mark, html, svg } from "../drawing";

export function tiles(figures: Figure[], _canvas: Canvas): Drawing {
  const most = Math.max(...figures.map((figure) => figure.numerator), 1);
  const node = html("div", "tiles");
  const marks: Mark[] = [];
  let group = "";
  for (const figure of figures) {
    if (figure.group && figure.group !== group) {
      group = figure.group;
      node.append(html("p", "tiles-group", group));
    }
    const bar = svg("svg", { class: "bar", viewBox: "0 0 1000 20", preserveAspectRatio: "none" },
      svg("rect", { class: "fill", x: 0, y: 5, width: (1000 * figure.numerator) / most, height: 10 }));
    const tile = html("div", "tile", html("p", "tile-name", figure.row || figure.label), html("p", "tile-value", figure.brief || String(figure.numerator)), bar);
    node.append(tile);
    marks.push({ figure, element: tile });
  }
  return { node, marks };
}
