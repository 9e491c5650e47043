// The page as its readers meet it, in Debian's Chromium.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { FORMS, LANGUAGES, launch, makePages, missing, open, sizeWithoutData } from "./page.mjs";

const skip = missing();
const LIMIT = 1_200_000;
let browser, pages, remove;

before(async () => {
  if (skip) return;
  ({ pages, remove } = makePages());
  browser = await launch();
});

after(async () => {
  await browser?.close();
  remove?.();
});

const check = (name, work) => test(name, { skip, timeout: 300_000 }, work);

/** The figure of one form. */
const chart = (page, name) => page.locator(`#chart-${name}`);

for (const lang of LANGUAGES) {
  check(`every form has its chart, with a mark for every figure: ${lang}`, async () => {
    const { page, faults, close } = await open(browser, pages.forms[lang]);
    for (const [name, form] of Object.entries(FORMS)) {
      const figure = chart(page, name);
      assert.equal(await figure.getAttribute("data-form"), form);
      const wanted = (await figure.getAttribute("data-figures")).split(" ").length;
      const targets = form === "flow" ? ".ribbon" : form === "tiles" ? ".tile" : ".targets > *";
      assert.equal(await figure.locator(`.slot ${targets}`).count(), wanted, name);
      assert.ok((await figure.locator(".slot").boundingBox()).height > 80, name);
    }
    assert.deepEqual(faults, []);
    await close();
  });

  check(`the report has its charts and asks for nothing: ${lang}`, async () => {
    const { page, faults, close } = await open(browser, pages.report[lang]);
    const charts = await page.locator("figure.chart").count();
    assert.ok(charts >= 5);
    assert.equal(await page.locator("figure.chart.as-chart .slot > *").count(), charts);
    assert.deepEqual(faults, []);
    await close();
  });

  check(`without scripts the tables are there: ${lang}`, async () => {
    const { page, faults, close } = await open(browser, pages.forms[lang], { javaScriptEnabled: false });
    assert.equal(await page.locator(".enhanced").count(), 0);
    for (const name of Object.keys(FORMS)) {
      const figures = (await chart(page, name).getAttribute("data-figures")).split(" ");
      for (const id of figures) assert.ok(await page.locator(`[id="${id}"]`).isVisible(), id);
    }
    assert.deepEqual(faults, []);
    await close();
  });

  for (const colorScheme of ["light", "dark"])
    check(`axe finds nothing: ${lang}, ${colorScheme}`, async () => {
      const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
      for (const name of ["forms", "report"])
        for (const width of [1280, 390]) {
          const { page, close } = await open(browser, pages[name][lang], { colorScheme, viewport: { width, height: 900 } });
          await page.evaluate(axe);
          for (const view of ["chart", "table", "tip"]) {
            // The report is long: as charts, and in English once as tables; the rest is seen on the page of forms.
            if (name === "report" && (view === "tip" || (view === "table" && (width === 390 || lang === "ja")))) continue;
            if (name === "report" && width === 390 && lang === "ja") continue;
            if (colorScheme === "dark" && width === 390) continue;
            if (view === "table") for (const button of await page.locator(".toggle button:last-child").all()) await button.click();
            if (view === "tip") {
              for (const button of await page.locator(".toggle button:first-child").all()) await button.click();
              await page.locator(".frame").first().focus();
              await page.keyboard.press("ArrowDown");
              await page.locator(".tip").waitFor();
            }
            // In the dark only colours are different.
            const rules = colorScheme === "dark" ? { runOnly: ["cat.color"] } : {};
            const { violations } = await page.evaluate((own) => globalThis.axe.run({ resultTypes: ["violations"], ...own }), rules);
            const told = violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target} ${n.failureSummary}`).slice(0, 3).join("; ")}`);
            assert.deepEqual(told, [], `${name}, ${width}, ${view}`);
          }
          await close();
        }
    });

  for (const width of [390, 320])
    check(`the page does not scroll sideways: ${lang}, ${width}`, async () => {
      for (const name of ["forms", "report"]) {
        const { page, close } = await open(browser, pages[name][lang], { viewport: { width, height: 800 } });
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width, name);
        for (const button of await page.locator(".toggle button:last-child").all()) await button.click();
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width, `${name}, tables`);
        await close();
      }
    });

  check(`printed pages hold everything, without buttons: ${lang}`, async () => {
    const { page, close } = await open(browser, pages.forms[lang]);
    await page.emulateMedia({ media: "print" });
    for (const button of await page.locator(".tools").all()) assert.ok(!(await button.isVisible()));
    for (const row of await page.locator("figure.chart tbody tr[id]").all()) assert.ok(await row.isVisible());
    await page.emulateMedia({ media: null });
    const pdf = await page.pdf({ preferCSSPageSize: true });
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    // A4 in points.
    assert.match(pdf.toString("latin1"), /\/MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/);
    await close();
  });
}

check("the arrow keys move through the figures, Enter opens the evidence, Escape leads back", async () => {
  for (const name of Object.keys(FORMS)) {
    const { page, faults, close } = await open(browser, pages.forms.en);
    const figure = chart(page, name);
    await figure.locator(".frame").focus();
    await page.keyboard.press("ArrowDown");
    const first = await figure.locator(".tip").innerText();
    assert.match(first, /Source: Example agency/);
    assert.match(first, /Evidence: \d+–\d+/);
    assert.equal(await figure.locator(".lit").count(), 1);
    const said = await figure.locator("[role=status]").textContent();
    assert.ok(said.includes("Example agency") && first.startsWith(said.split(": ").slice(0, -1).join(": ")), said);
    await page.keyboard.press("End");
    assert.notEqual(await figure.locator(".tip").innerText(), first);
    await page.keyboard.press("Home");
    assert.equal(await figure.locator(".tip").innerText(), first);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.closest(".tip"));
    const target = await page.evaluate(() => document.activeElement.getAttribute("href"));
    assert.equal(await page.locator(target).count(), 1);
    await page.keyboard.press("Escape");
    assert.equal(await figure.locator(".tip").count(), 0);
    assert.ok(await page.evaluate(() => document.activeElement.classList.contains("frame")));
    assert.deepEqual(faults, []);
    await close();
  }
});

check("the pointer shows x, n and source; what is left out is said", async () => {
  const { page, close } = await open(browser, pages.forms.en);
  const marks = chart(page, "bars").locator(".targets > *");
  await marks.nth(1).hover();
  const tip = chart(page, "bars").locator(".tip");
  assert.match(await tip.innerText(), /41 of 116 \(35\.3 %, 95 % interval 27\.2 to 44\.4\) †/);
  assert.match(await tip.innerText(), /Excluded as unknown: 3/);
  await marks.nth(3).hover();
  assert.match(await tip.innerText(), /no share is given \(n = 3, fewer than 5\)/);
  await page.mouse.move(2, 2);
  await tip.waitFor({ state: "detached" });
  await marks.nth(0).click();
  await page.mouse.move(2, 2);
  await tip.locator("a").first().click();
  assert.match(page.url(), /#e\d+$/);
  await close();
});

check("shares of few cases have no bar, and of very few no interval", async () => {
  const { page, close } = await open(browser, pages.forms.en);
  // Five figures: three with a share, one with its interval alone, one with neither.
  assert.equal(await chart(page, "bars").locator(".fills > *").count(), 3);
  const bars = await chart(page, "bars").locator(".fills rect").evaluateAll((all) => all.map((bar) => bar.getBoundingClientRect().width));
  assert.ok(Math.abs(bars[2] / bars[0] - (70 / 140) / (37 / 114)) < 0.01, "lengths are shares");
  await close();
});

check("figures are copied as CSV, and nothing in it is a formula", async () => {
  const init = () => {
    globalThis.copied = [];
    Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => { globalThis.copied.push(text); } } });
  };
  const { page, close } = await open(browser, pages.forms.en, { init });
  await chart(page, "bars").locator(".copy").click();
  await page.waitForFunction(() => globalThis.copied.length === 1);
  const rows = (await page.evaluate(() => globalThis.copied[0])).split("\r\n");
  assert.equal(rows.length, 7);
  assert.match(rows[0], /^id,kind,label,group,row,key,numerator,denominator,unknown,share,/);
  assert.match(rows[1], /^figure-bars-0,share,.*,2022-H1,37,114,,0\.32\d+,0\.24\d+,0\.41\d+,wilson,0\.95,.*,"'=reports, ""all"" of them",/);
  assert.equal(await chart(page, "bars").locator("[role=status]").textContent(), "Copied");
  await close();
});

for (const lang of LANGUAGES)
  check(`what is copied are the rows of report --format csv: ${lang}`, async () => {
    const init = () => {
      globalThis.copied = [];
      Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => { globalThis.copied.push(text); } } });
    };
    const { page, close } = await open(browser, pages.report[lang], { init });
    const buttons = await page.locator("figure.chart .copy").all();
    for (const button of buttons) await button.click();
    await page.waitForFunction((n) => globalThis.copied.length === n, buttons.length);
    const whole = readFileSync(pages.csv[lang], "utf8");
    for (const text of await page.evaluate(() => globalThis.copied)) {
      const [head, ...rows] = text.split("\r\n").slice(0, -1);
      assert.ok(whole.startsWith(`${head}\r\n`) && rows.length > 0);
      for (const row of rows) assert.ok(whole.includes(`\r\n${row}\r\n`), row);
    }
    await close();
  });

check("where there is no clipboard, the text is copied from a field", async () => {
  const init = () => {
    Object.defineProperty(navigator, "clipboard", { value: undefined });
    document.addEventListener("copy", () => { globalThis.copied = document.activeElement?.value; });
  };
  const { page, close } = await open(browser, pages.forms.en, { init });
  await chart(page, "map").locator(".copy").click();
  assert.match(await page.evaluate(() => globalThis.copied), /\r?\nfigure-map-0,count,United States,/);
  assert.equal(await page.locator("textarea").count(), 0);
  await close();
});

check("screen readers have the table in both views, and the tab order only what can be seen", async () => {
  const { page, close } = await open(browser, pages.forms.en);
  const figure = chart(page, "matrix");
  const inOrder = () => figure.evaluate((own) => [...own.querySelectorAll("a, button, [tabindex]")].filter((e) => e.tabIndex >= 0).map((e) => e.className || e.tagName));
  assert.match(await figure.ariaSnapshot(), /- table "Who uses which technique\?"/);
  assert.deepEqual(await inOrder(), ["BUTTON", "BUTTON", "copy", "frame"]);
  await figure.getByRole("button", { name: "Table" }).click();
  assert.match(await figure.ariaSnapshot(), /- table "Who uses which technique\?"/);
  assert.equal(await figure.locator(".frame").count(), 0);
  assert.ok((await inOrder()).includes("A"));
  assert.ok((await figure.locator("table").boundingBox()).width > 300);
  await figure.getByRole("button", { name: "Chart" }).click();
  assert.equal(await figure.locator(".targets > *").count(), 10);
  await close();
});

check("a hostile name stays text, and the policy lets nothing else run", async () => {
  const { page, faults, close } = await open(browser, pages.forms.en);
  assert.equal(await page.locator("img").count(), 0);
  await chart(page, "bars").locator(".targets > *").nth(4).hover();
  assert.match(await chart(page, "bars").locator(".tip").innerText(), /<img src=x onerror=alert\(1\)>/);
  assert.equal(await page.locator("img").count(), 0);
  assert.deepEqual(faults, []);
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.ran = true";
    document.body.append(script);
    const image = document.createElement("img");
    image.src = "https://example.org/pixel";
    document.body.append(image);
  });
  await page.waitForTimeout(200);
  assert.equal(await page.evaluate(() => globalThis.ran), undefined);
  assert.equal(faults.filter((fault) => /Content Security Policy/.test(fault)).length, 2, faults.join("\n"));
  await close();
});

check("a chart follows the width of the page", async () => {
  const { page, faults, close } = await open(browser, pages.forms.en);
  const width = () => chart(page, "bars").locator("svg.plot").first().evaluate((node) => node.getBoundingClientRect().width);
  const wide = await width();
  await page.setViewportSize({ width: 600, height: 900 });
  await page.waitForFunction((was) => document.querySelector("#chart-bars svg.plot").getBoundingClientRect().width < was, wide);
  assert.ok(await width() <= 600);
  assert.deepEqual(faults, []);
  await close();
});

check("a page is at most 1.2 MB before data", () => {
  for (const lang of LANGUAGES) {
    // With seven charts, and with all that the starter claims say.
    assert.ok(sizeWithoutData(pages.forms[lang]) < LIMIT);
    assert.ok(sizeWithoutData(pages.report[lang]) < LIMIT);
  }
});
