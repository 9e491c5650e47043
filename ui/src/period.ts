// Partial dates of the program (model/date.h) as spans of time, to place them on an axis; never to print them.

export interface Span {
  from: Date;
  to: Date;
  /** Spans of one length can be compared: "year", "half", "quarter", "month", "day", "range". */
  grain: string;
}

const utc = (year: number, month: number, day = 1) => new Date(Date.UTC(year, month, day));

export function span(text: string): Span | null {
  const range = /^([^/]+)\/([^/]+)$/.exec(text);
  if (range) {
    const [from, to] = [span(range[1]!), span(range[2]!)];
    return from && to && from.from < to.to ? { from: from.from, to: to.to, grain: "range" } : null;
  }
  const found = /^(\d{4})(?:-(?:H([12])|Q([1-4])|(\d{2})(?:-(\d{2}))?))?/.exec(text);
  if (!found) return null;
  const year = Number(found[1]);
  const [half, quarter, month, day] = [found[2], found[3], found[4], found[5]].map(Number);
  if (found[2]) return { from: utc(year, half! * 6 - 6), to: utc(year, half! * 6), grain: "half" };
  if (found[3]) return { from: utc(year, quarter! * 3 - 3), to: utc(year, quarter! * 3), grain: "quarter" };
  if (found[5]) return { from: utc(year, month! - 1, day), to: utc(year, month! - 1, day! + 1), grain: "day" };
  if (found[4]) return { from: utc(year, month! - 1), to: utc(year, month!), grain: "month" };
  return { from: utc(year, 0), to: utc(year + 1, 0), grain: "year" };
}
