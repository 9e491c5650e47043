// One row a form (src/tell/document.h). A form that has none keeps its table.
import type { Form } from "../document";
import type { Draw } from "../drawing";
import { bars } from "./bars";
import { flow } from "./flow";
import { map } from "./map";
import { matrix } from "./matrix";
import { tiles } from "./tiles";
import { timeline } from "./timeline";

export const charts: Record<Form, Draw> = { bars, timeline, matrix, flow, map, tiles };
