// One chart: the drawing, its two buttons, and what is said of the figure that is looked at.
//
// For screen readers the table stays what it is; the drawing is hidden from them, and its frame is one stop of
// the tab order in which the arrow keys move from figure to figure and a live region says each. The table's own
// links and its scrolling leave the tab order while it is out of sight.
import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";
import { copy, csv } from "./csv";
import type { Figure } from "./document";
import type { Draw, Drawing } from "./drawing";
import { Tip } from "./tip";
import type { Words } from "./words";

interface Props {
  element: HTMLElement;
  table: HTMLElement;
  draw: Draw;
  figures: Figure[];
  numbers: Map<string, number>;
  words: Words;
}

/** Where the tip stands, in pixels within the frame. */
interface Place {
  index: number;
  x: number;
  y: number;
  above: boolean;
}

const PRINTED_WIDTH = 680;

export function ChartView({ element, table, draw, figures, numbers, words }: Props) {
  const [asChart, setAsChart] = useState(true);
  const [place, setPlace] = useState<Place | null>(null);
  const [pinned, setPinned] = useState(false);
  const [spoken, setSpoken] = useState("");
  const [copied, setCopied] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const slot = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing | null>(null);
  const drawnWidth = useRef(0);
  const title = element.querySelector(".title")?.textContent ?? "";

  const redraw = useCallback((width: number) => {
    if (!slot.current || width < 1) return;
    const style = getComputedStyle(slot.current);
    drawnWidth.current = width;
    drawing.current = draw(figures, { width, words, font: `400 13px ${style.fontFamily}` });
    slot.current.replaceChildren(drawing.current.node);
    setPlace(null);
    setPinned(false);
  }, []);

  useLayoutEffect(() => {
    element.classList.toggle("as-chart", asChart);
    element.classList.toggle("as-table", !asChart);
    for (const stop of [table, ...table.querySelectorAll<HTMLElement>("a")]) stop.tabIndex = asChart ? -1 : 0;
  }, [asChart]);

  useLayoutEffect(() => {
    const measured = frame.current;
    if (!asChart || !measured) return;
    redraw(Math.floor(measured.clientWidth));
    const observer = new ResizeObserver(() => {
      const width = Math.floor(measured.clientWidth);
      if (width > 0 && width !== drawnWidth.current) redraw(width);
    });
    const before = () => redraw(PRINTED_WIDTH);
    const after = () => redraw(Math.floor(measured.clientWidth));
    observer.observe(measured);
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    return () => {
      observer.disconnect();
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
    };
  }, [asChart]);

  useLayoutEffect(() => {
    const marks = drawing.current?.marks ?? [];
    marks.forEach((mark, i) => mark.element.classList.toggle("lit", i === place?.index));
  }, [place]);

  const look = (index: number) => {
    const mark = drawing.current?.marks[index];
    if (!mark || !frame.current) return;
    const box = mark.element.getBoundingClientRect();
    const own = frame.current.getBoundingClientRect();
    const above = box.bottom + 190 > innerHeight && box.top > 200;
    const middle = Math.min(Math.max(box.left + box.width / 2, own.left), own.right);
    setPlace({ index, x: middle - own.left, y: (above ? box.top : box.bottom) - own.top, above });
  };

  const say = (index: number) => {
    const figure = drawing.current?.marks[index]?.figure;
    if (figure) setSpoken(`${figure.label}: ${figure.text}. ${figure.source}`);
  };

  const leave = () => {
    setPlace(null);
    setPinned(false);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const count = drawing.current?.marks.length ?? 0;
    const at = place?.index ?? -1;
    if (event.key === "Escape" && place) {
      leave();
      frame.current?.focus();
      event.preventDefault();
      return;
    }
    if (event.target !== frame.current || !count) return;
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: count - 1 };
    const next = steps[event.key];
    if (next !== undefined) {
      const index = Math.min(Math.max(next, 0), count - 1);
      drawing.current?.marks[index]?.element.scrollIntoView({ block: "nearest", inline: "nearest" });
      look(index);
      say(index);
    } else if ((event.key === "Enter" || event.key === " ") && at >= 0) {
      setPinned(true);
      requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>(".tip a")?.focus());
    } else {
      return;
    }
    event.preventDefault();
  };

  const under = (event: Event) => {
    const target = event.target as Element;
    return drawing.current?.marks.findIndex((mark) => mark.element.contains(target)) ?? -1;
  };

  const onPointerMove = (event: PointerEvent) => {
    if (pinned || event.pointerType === "touch" || (event.target as Element).closest(".tip")) return;
    const index = under(event);
    if (index < 0) setPlace(null);
    else if (index !== place?.index) look(index);
  };

  const onClick = (event: MouseEvent) => {
    if ((event.target as Element).closest(".tip")) return;
    const index = under(event);
    if (index < 0) return leave();
    look(index);
    setPinned(true);
  };

  const onFocusOut = (event: FocusEvent) => {
    if (!frame.current?.contains(event.relatedTarget as Node | null)) leave();
  };

  const onCopy = async () => {
    if (!(await copy(csv(figures)))) return;
    setCopied(true);
    setSpoken(words("copied"));
    setTimeout(() => setCopied(false), 2500);
  };

  const figure = place ? drawing.current?.marks[place.index]?.figure : undefined;
  return (
    <>
      <div class="tools">
        <div class="toggle" role="group" aria-label={`${words("view")}: ${title}`}>
          <button type="button" aria-pressed={asChart} onClick={() => setAsChart(true)}>{words("chart")}</button>
          <button type="button" aria-pressed={!asChart} onClick={() => setAsChart(false)}>{words("table")}</button>
        </div>
        <button type="button" class="copy" onClick={onCopy}>{copied ? words("copied") : words("copy")}</button>
      </div>
      {asChart && (
        <div class="frame" ref={frame} tabIndex={0} role="group" aria-label={`${words("chart-of", title)} ${words("keys")}`}
          onKeyDown={onKeyDown} onPointerMove={onPointerMove} onPointerLeave={() => !pinned && setPlace(null)}
          onClick={onClick} onFocusOut={onFocusOut}>
          <div class="slot" ref={slot} aria-hidden="true" />
          {figure && place && (
            <Tip figure={figure} x={place.x} y={place.y} above={place.above} width={frame.current?.clientWidth ?? 0} numbers={numbers} words={words} />
          )}
        </div>
      )}
      <div class="unseen" role="status">{spoken}</div>
    </>
  );
}
