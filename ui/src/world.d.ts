// Made by world.mjs when the script is built.
declare module "yagura:world" {
  import type { GeometryCollection, Topology } from "topojson-specification";
  const world: { outlines: Topology<{ countries: GeometryCollection }>; points: Record<string, [number, number]> };
  export default world;
}
