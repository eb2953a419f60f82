/** Copies the demo page into a directory: `node copy_renderer.mjs FROM OUT`. */
import { cpSync } from "node:fs";

const [from, out] = process.argv.slice(2);
cpSync(from, out, { recursive: true });
