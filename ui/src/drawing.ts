// What all charts share: measuring and breaking text, finishing what Observable Plot gives back.
import type { Figure } from "./document";
import type { Words } from "./words";

/** One figure in a drawing: the element that is lit when it is looked at. */
export interface Mark {
  figure: Figure;
  element: SVGElement | HTMLElement;
}

export interface Drawing {
  node: Element;
  marks: Mark[];
}

export interface Canvas {
  width: number;
  words: Words;
  /** The font of the page, for measuring. */
  font: string;
}

export type Draw = (figures: Figure[], canvas: Canvas) => Drawing;

let pen: CanvasRenderingContext2D | null | undefined;

export function textWidth(text: string, font: string): number {
  if (pen === undefined) pen = document.createElement("canvas").getContext("2d");
  if (!pen) return text.length * 8;
  pen.font = font;
  return pen.measureText(text).width;
}

/** Pieces between which a line may end: words, and in Japanese phrases as the browser knows them. */
function pieces(text: string): string[] {
  if (/[\u3040-\u30ff\u3400-\u9fff]/.test(text) && typeof Intl.Segmenter === "function") {
    const found: string[] = [];
    for (const { segment } of new Intl.Segmenter("ja", { granularity: "word" }).segment(text)) {
      // Closing marks and particles do not begin a line.
      if (found.length && /^[\s、。，．・）」』】〕％ー々〜,.)\]%:;!?]/.test(segment)) found[found.length - 1] += segment;
      else if (found.length && /[（「『【〔([]$/.test(found[found.length - 1]!)) found[found.length - 1] += segment;
      else found.push(segment);
    }
    return found;
  }
  return text.match(/\S+\s*/g) ?? [text];
}

/** Breaks text into lines no wider than `width`; the last of `most` lines ends with an ellipsis if need be. */
export function lines(text: string, width: number, font: string, most = 3): string[] {
  const out: string[] = [];
  let line = "";
  for (let piece of pieces(text)) {
    if (line && textWidth((line + piece).trimEnd(), font) > width) {
      out.push(line.trimEnd());
      line = "";
    }
    // A word that is wider than a line is cut.
    while (textWidth(piece.trimEnd(), font) > width && piece.length > 1) {
      let n = piece.length - 1;
      while (n > 1 && textWidth(piece.slice(0, n), font) > width) n--;
      out.push(piece.slice(0, n));
      piece = piece.slice(n);
    }
    line += piece;
  }
  if (line.trim()) out.push(line.trimEnd());
  if (out.length <= most) return out.length ? out : [""];
  let last = out[most - 1]!;
  while (last.length > 1 && textWidth(last + "…", font) > width) last = last.slice(0, -1);
  return [...out.slice(0, most - 1), last + "…"];
}

/** The smallest round number that is not below `most`. */
export function ceiling(most: number, steps: readonly number[] = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 1e-9)));
  return (steps.find((step) => step * power >= most - 1e-12) ?? 10) * power;
}

/** Tops of an axis of shares, each with its step: never beyond 1. */
const SHARE_AXES: [number, number][] = [[0.05, 0.01], [0.1, 0.02], [0.2, 0.05], [0.3, 0.1], [0.5, 0.1], [0.75, 0.25], [1, 0.25]];

export function shareTop(most: number): number {
  return SHARE_AXES.find(([top]) => top >= most)?.[0] ?? 1;
}

export function shareTicks(top: number): number[] {
  const step = SHARE_AXES.find(([own]) => own === top)?.[1] ?? top / 4;
  return Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step);
}

/** Plot brings a style element, which the page's Content-Security-Policy forbids; report.css says the same. */
export function finish(node: Element): Element {
  for (const style of node.querySelectorAll("style")) style.remove();
  node.setAttribute("class", "plot");
  for (const named of node.querySelectorAll("[aria-label]")) named.removeAttribute("aria-label");
  return node;
}

/** The elements of the layer `name`, each with the figure that it stands for. Plot keeps the index of the datum. */
export function marksOf(node: Element, name: string, figures: Figure[]): Mark[] {
  const marks: Mark[] = [];
  for (const element of node.querySelectorAll<SVGElement>(`.${name} > *`)) {
    const index = (element as unknown as { __data__?: unknown }).__data__;
    const figure = typeof index === "number" ? figures[index] : undefined;
    if (figure) marks.push({ figure, element });
  }
  return marks;
}

const SVG = "http://www.w3.org/2000/svg";

/** An element of a drawing by hand. */
export function svg(name: string, attributes: Record<string, string | number> = {}, ...children: (Node | string)[]): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

export function html(name: string, className: string, ...children: (Node | string)[]): HTMLElement {
  const element = document.createElement(name);
  element.className = className;
  element.append(...children);
  return element;
}
