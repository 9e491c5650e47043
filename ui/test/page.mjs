// Pages for the tests: one with a chart of every form (tests/tell/report-forms.c), and the report of the starter
// claims by the program itself. YAGURA names the program, YAGURA_BUILD its build folder.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const UI = resolve(dirname(fileURLToPath(import.meta.url)), "..");
export const ROOT = resolve(UI, "..");
const BUILD = resolve(ROOT, process.env.YAGURA_BUILD ?? "build");
const YAGURA = process.env.YAGURA ?? join(BUILD, "yagura");
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", process.env.YAGURA_CHROMIUM ?? ""].find((path) => path && existsSync(path));

export const LANGUAGES = ["en", "ja"];
export const FORMS = { bars: "bars", timeline: "timeline", shares: "timeline", matrix: "matrix", flow: "flow", tiles: "tiles", map: "map" };

/** Why nothing can be tested here; undefined when all is there. */
export function missing() {
  if (!CHROMIUM) return "chromium is not installed";
  if (!existsSync(join(BUILD, "tests", "tell", "report-forms"))) return "tests/tell/report-forms is not built";
  if (!existsSync(join(UI, "node_modules", "playwright-core"))) return "packages of the tests are missing: tools/build-ui packages";
  return undefined;
}

/** The pages as files: {forms: {en, ja}, report: {en, ja}, csv: {en, ja}}, and a function that takes them away. */
export function makePages() {
  const folder = mkdtempSync(join(tmpdir(), "yagura-ui-"));
  const run = (program, ...args) => execFileSync(program, args, { maxBuffer: 1 << 28, env: { ...process.env, HOME: folder }, stdio: ["ignore", "pipe", "ignore"] });
  const store = join(folder, "store.db");
  run(YAGURA, "--store", store, "import", join(ROOT, "data", "starter"));
  const pages = { forms: {}, report: {}, csv: {} };
  const report = (lang, format) => run(YAGURA, "--store", store, "--lang", lang, "report", "--country", "JP", "--format", format);
  for (const lang of LANGUAGES) {
    const made = {
      forms: run(join(BUILD, "tests", "tell", "report-forms"), lang),
      report: report(lang, "html"),
      csv: report(lang, "csv"),
    };
    for (const [name, bytes] of Object.entries(made)) {
      const path = join(folder, `${name}-${lang}.html`);
      writeFileSync(path, bytes);
      pages[name][lang] = path;
    }
  }
  return { pages, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export async function launch() {
  const { chromium } = await import("playwright-core");
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
}

/** Opens a page; `faults` gathers what must never happen: messages, errors, requests, violations. */
export async function open(browser, path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => faults.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => { faults.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
  page.on("request", (request) => { if (request.url() !== pathToFileURL(path).href) faults.push(`request: ${request.url()}`); });
  if (options.init) await page.addInitScript(options.init);
  await page.goto(pathToFileURL(path).href);
  return { page, faults, close: () => context.close() };
}

/** The script of the page and the rest of it but the data, in bytes. */
export function sizeWithoutData(path) {
  const text = readFileSync(path, "utf8");
  const data = /<script type="application\/json" id="yagura-report">.*?<\/script>/s.exec(text)[0];
  return Buffer.byteLength(text) - Buffer.byteLength(data);
}

/** A module of src/, bundled as the app's own are. */
export async function module(name) {
  const { build } = await import("esbuild");
  const made = await build({ absWorkingDir: UI, entryPoints: [`src/${name}`], bundle: true, format: "esm", write: false });
  return import(`data:text/javascript;base64,${Buffer.from(made.outputFiles[0].text).toString("base64")}`);
}
