// Finds the figures that the program wrote as tables, and puts a chart before each. Whatever goes wrong here,
// the table is there.
import { render } from "preact";
import { charts } from "./charts";
import { ChartView } from "./chart-view";
import { type Figure, type Form, type Report, dataBlock } from "./document";
import { wordsOf } from "./words";

function start(): void {
  const report = dataBlock<Report>("yagura-report");
  const words = dataBlock<Record<string, string>>("yagura-words");
  if (report?.schema !== "yagura-report/1" || !words) return;
  const figures = new Map(report.figures.map((figure) => [figure.id, figure]));
  const numbers = new Map(report.evidence.map((evidence) => [evidence.id, evidence.n]));
  for (const element of document.querySelectorAll<HTMLElement>("figure.chart[data-form]")) {
    const draw = charts[element.dataset.form as Form];
    const table = element.querySelector<HTMLElement>(".scroll");
    const own = (element.dataset.figures ?? "").split(" ").map((id) => figures.get(id)).filter((f): f is Figure => f !== undefined);
    if (!draw || !table || !own.length) continue;
    const host = document.createElement("div");
    host.className = "enhanced";
    table.before(host);
    render(<ChartView element={element} table={table} draw={draw} figures={own} numbers={numbers} words={wordsOf(words)} />, host);
  }
}

start();
