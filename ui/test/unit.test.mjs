// What needs no browser: CSV, periods, axes, runs of evidence, the map's points, the lock file.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT, UI, module } from "./page.mjs";

const skip = existsSync(join(UI, "node_modules", "esbuild")) ? undefined : "packages are missing: tools/build-ui packages";

test("span: partial dates of the program", { skip }, async () => {
  const { span } = await module("period.ts");
  const told = (text) => {
    const found = span(text);
    return found && `${found.from.toISOString().slice(0, 10)} ${found.to.toISOString().slice(0, 10)} ${found.grain}`;
  };
  assert.equal(told("2021"), "2021-01-01 2022-01-01 year");
  assert.equal(told("2022-H2"), "2022-07-01 2023-01-01 half");
  assert.equal(told("2022-Q4"), "2022-10-01 2023-01-01 quarter");
  assert.equal(told("2022-12"), "2022-12-01 2023-01-01 month");
  assert.equal(told("2024-02-29"), "2024-02-29 2024-03-01 day");
  assert.equal(told("2017-12/2023-06"), "2017-12-01 2023-07-01 range");
  for (const text of ["", "later", "2023/2021", "/", "20"]) assert.equal(told(text), null, text);
});

test("csv: quotes, formulas, absent values", { skip }, async () => {
  const { csv } = await module("csv.ts");
  const figure = { id: "f", kind: "count", label: '=1+1, "x"', text: "", numerator: 3, denominator: null, unknown: null, share: null, interval: null,
    source: "@a", period: "2022", definition: "-b\nc", evidence: ["e1", "e2"] };
  assert.equal(csv([figure]).split("\r\n")[1], `f,count,"'=1+1, ""x""",,,,3,,,,,,,,,"'@a",,2022,"'-b\nc",,,e1 e2`);
});

test("axes: tops are not below, and never beyond all", { skip }, async () => {
  const { ceiling, shareTop, shareTicks } = await module("drawing.ts");
  for (const most of [0.001, 0.07, 0.31, 0.5, 0.76, 1]) {
    assert.ok(shareTop(most) >= most && shareTop(most) <= 1);
    const ticks = shareTicks(shareTop(most));
    assert.equal(ticks[0], 0);
    assert.ok(Math.abs(ticks[ticks.length - 1] - shareTop(most)) < 1e-9);
  }
  for (const most of [1, 3, 7, 58, 99, 100, 101, 999, 123456]) assert.ok(ceiling(most) >= most && ceiling(most) <= most * 1.5, most);
});

test("runs: three neighbours are one", { skip }, async () => {
  const { runs } = await module("tip.tsx");
  assert.deepEqual(runs([7, 1, 2, 3, 5, 6, 7]), [[1, 3], [5, 7]]);
  assert.deepEqual(runs([4, 5]), [[4, 4], [5, 5]]);
  assert.deepEqual(runs([]), []);
});

test("world: every code of the program has a point on the map", { skip }, async () => {
  const { world } = await import("../world.mjs");
  const { points } = world(UI);
  const codes = readFileSync(join(ROOT, "data", "vocab", "countries.csv"), "utf8").split("\n").slice(1).filter(Boolean).map((row) => row.slice(0, 2));
  assert.deepEqual(codes.filter((code) => !points[code] && code !== "UM"), []);
  const near = (code, lon, lat) => Math.hypot(points[code][0] - lon, points[code][1] - lat) < 6;
  for (const [code, lon, lat] of [["JP", 138, 37], ["SG", 103.8, 1.3], ["FR", 2.5, 46.6], ["MT", 14.4, 35.9], ["BR", -53, -10]]) assert.ok(near(code, lon, lat), code);
});

test("lock file: no address of any registry", () => {
  const text = readFileSync(join(UI, "package-lock.json"), "utf8");
  assert.ok(!/"resolved"/.test(text));
  const hosts = [...text.matchAll(/https?:\/\/([^/"]+)/g)].map(([, host]) => host).filter((host) => /npm|registry|yarn/.test(host));
  assert.deepEqual(hosts, []);
});
