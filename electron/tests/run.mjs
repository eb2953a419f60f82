/** Runs test files in this process, with the fake `electron` in place: `node run.mjs FILE...`. */
import "./electron_hook.mjs";

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

for (const file of process.argv.slice(2)) await import(pathToFileURL(resolve(file)).href);
