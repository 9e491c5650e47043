import type { Form } from "../document";
import type { Draw } from "../drawing";
import { bars } from "./bars";

export const charts: Partial<Record<Form, Draw>> = { bars };
