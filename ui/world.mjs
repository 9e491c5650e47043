// What the map needs: the outlines of Natural Earth at 1:110 million, and for every country a point
// where its circle stands. The outlines lack small countries (Singapore, Hong Kong, Malta, Bahrain ...):
// their points come from the 1:10 million data, those of parts of a state from the list below.
import { geoArea, geoCentroid } from "d3";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { feature } from "topojson-client";

// Longitude and latitude, in degrees, of codes that Natural Earth draws as a part of a state.
const PARTS = {
  BQ: [-68.3, 12.2], BV: [3.4, -54.4], CC: [96.8, -12.2], CX: [105.7, -10.5], GF: [-53.2, 4.0], GP: [-61.5, 16.2],
  MQ: [-61.0, 14.6], RE: [55.5, -21.1], SJ: [16.0, 78.5], TK: [-171.8, -9.2], XK: [20.9, 42.6], YT: [45.2, -12.8],
};

// Alpha-2 codes by the numeric ones, from the program's own table.
function codes(here) {
  const rows = readFileSync(join(here, "..", "data", "vocab", "countries.csv"), "utf8").split("\n").slice(1);
  return new Map(rows.filter(Boolean).map((row) => row.split(",", 3)).map(([alpha2, , numeric]) => [numeric, alpha2]));
}

// The middle of the largest piece: France without Guiana, Norway without Svalbard.
function middle(shape) {
  const { type, coordinates } = shape.geometry;
  const pieces = (type === "Polygon" ? [coordinates] : coordinates).map((rings) => ({ type: "Polygon", coordinates: rings }));
  const largest = pieces.reduce((best, piece) => (geoArea(piece) > geoArea(best) ? piece : best));
  return geoCentroid(largest).map((degrees) => Math.round(degrees * 10) / 10);
}

export function world(here) {
  const read = (name) => JSON.parse(readFileSync(join(here, "node_modules", "world-atlas", name), "utf8"));
  const alpha2 = codes(here);
  const fine = read("countries-10m.json");
  const points = { ...PARTS };
  for (const shape of feature(fine, fine.objects.countries).features) {
    const code = alpha2.get(shape.id);
    if (code) points[code] = middle(shape);
  }
  const outlines = read("countries-110m.json");
  const { countries } = outlines.objects;
  outlines.objects = {
    countries: {
      type: countries.type,
      // No names: the document has them. No Antarctica: nothing is counted there.
      geometries: countries.geometries.filter((g) => g.id !== "010").map(({ type, arcs }) => ({ type, arcs })),
    },
  };
  const sorted = Object.fromEntries(Object.keys(points).sort().map((code) => [code, points[code]]));
  return { outlines, points: sorted };
}
