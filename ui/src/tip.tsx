// What is said of one figure: counts, share and interval, who counted, when, and where the evidence stands.
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Figure } from "./document";
import type { Words } from "./words";

interface Props {
  figure: Figure;
  x: number;
  y: number;
  above: boolean;
  width: number;
  numbers: Map<string, number>;
  words: Words;
}

const RUNS_SHOWN = 10;

/** Runs of three or more numbers as one, as in the table. */
export function runs(numbers: number[]): [number, number][] {
  const out: [number, number][] = [];
  for (const n of [...numbers].sort((a, b) => a - b)) {
    const last = out[out.length - 1];
    if (last && n === last[1] + 1) last[1] = n;
    else if (!last || n !== last[1]) out.push([n, n]);
  }
  return out.flatMap(([from, to]): [number, number][] => (to - from === 1 ? [[from, from], [to, to]] : [[from, to]]));
}

export function Tip({ figure, x, y, above, width, numbers, words }: Props) {
  const box = useRef<HTMLDivElement>(null);
  // Set as properties: a style attribute in markup is what the page's policy forbids.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const own = element.offsetWidth;
    element.style.left = `${Math.round(Math.min(Math.max(x - own / 2, 0), Math.max(width - own, 0)))}px`;
    element.style.top = `${Math.round(above ? y - element.offsetHeight : y)}px`;
  });
  const found = runs(figure.evidence.map((id) => numbers.get(id)).filter((n): n is number => n !== undefined));
  return (
    <div class="tip" ref={box}>
      <strong>{figure.label}</strong>
      <span class="value">{figure.text}{figure.computed ? " †" : ""}</span>
      {figure.unknown ? <span>{words("unknown", String(figure.unknown))}</span> : null}
      <span class="by">{words("source", figure.source)}</span>
      {figure.note ? <span class="by">{figure.note}</span> : null}
      {found.length > 0 && (
        <span class="by">
          {words("evidence")}{" "}
          {found.slice(0, RUNS_SHOWN).map(([from, to], i) => (
            <>{i > 0 ? ", " : ""}<a href={`#e${from}`}>{from === to ? from : `${from}–${to}`}</a></>
          ))}
          {found.length > RUNS_SHOWN ? " …" : ""}
        </span>
      )}
    </div>
  );
}
