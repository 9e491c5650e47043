// Bundles the app into one classic script, dist/report.js, that the program embeds into reports.
// The same sources and packages give the same bytes: no date, no path, no machine gets in.
import { build } from "esbuild";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { world } from "./world.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "dist", "report.js");

// The map is made from world-atlas at build time; see world.mjs.
const worldPlugin = {
  name: "world",
  setup(setup) {
    setup.onResolve({ filter: /^yagura:world$/ }, () => ({ path: "world", namespace: "yagura" }));
    setup.onLoad({ filter: /^world$/, namespace: "yagura" }, () => ({
      contents: JSON.stringify(world(here)),
      loader: "json",
    }));
  },
};

// Their licences want the notices in every copy, and each report is a copy.
function notices(inputs) {
  const names = new Set(["world-atlas"]);
  for (const input of inputs) {
    const found = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) names.add(found[1]);
  }
  const terms = new Map();
  for (const name of [...names].sort()) {
    const folder = join(here, "node_modules", name);
    const file = readdirSync(folder).sort().find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} brings no licence text`);
    const lines = readFileSync(join(folder, file), "utf8").trim().split(/\r?\n/);
    const isNotice = (line) => /^(portions )?copyright\s+(\(c\)|©)?\s*\d{4}/i.test(line.trim());
    const holders = lines.filter(isNotice).map((line) => line.trim().replace(/\.? *All rights reserved\.?/i, ""));
    const text = lines.filter((line) => !isNotice(line)).join(" ").replace(/\s+/g, " ").trim()
      .replace(/^(The MIT License \(MIT\)|MIT License|ISC License|BSD 3-Clause License)\s*/i, "");
    if (!terms.has(text)) terms.set(text, []);
    terms.get(text).push(`${name}: ${holders.join("; ")}`);
  }
  const parts = [...terms].map(([text, who]) => `${who.join("\n")}\n${text}`);
  return `/*! Parts of this script:\n\n${parts.join("\n\n").replace(/\*\//g, "* /").replace(/<\//g, "< /")}\n*/\n`;
}

const result = await build({
  absWorkingDir: here,
  entryPoints: ["src/main.tsx"],
  bundle: true,
  minify: true,
  format: "iife",
  platform: "browser",
  target: "es2020",
  charset: "ascii",
  legalComments: "none",
  jsx: "automatic",
  jsxImportSource: "preact",
  define: { "process.env.NODE_ENV": '"production"' },
  plugins: [worldPlugin],
  metafile: true,
  write: false,
  logLevel: "warning",
});
const [{ inputs }] = Object.values(result.metafile.outputs);
const bundled = Object.keys(inputs).filter((name) => inputs[name].bytesInOutput > 0);
// The bytes stand inside an HTML element: nothing in them may close it or open a comment.
let text = notices(bundled) + result.outputFiles[0].text;
text = text.replace(/<(?=\/script|!--|script)/gi, "\\x3C");
if (!existsSync(dirname(out))) mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, text);
if (process.env.YAGURA_UI_SIZES) {
  const sizes = Object.entries(inputs)
    .map(([name, { bytesInOutput }]) => [bytesInOutput, name]).sort((a, b) => b[0] - a[0]);
  for (const [bytes, name] of sizes.slice(0, 12)) console.log(`${bytes}\t${name}`);
}
