/** Where in the app the page lies: where it was told to, else where the main bundle looks for it. */
import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { DeclaredError } from "./declared_error.mjs";

function isMade(path) {
  return existsSync(path) && readdirSync(path).length > 0;
}

/**
 * The folder, as a path in the app. In layouts with a folder for each process it is the renderer's; else that of the
 * page which the main bundle names, if there is one that the page has; else `renderer` beside the main bundle.
 */
export function rendererPlace({ renderer, rendererDir }, { main, pages }) {
  if (!isMade(renderer)) throw new DeclaredError(["renderer: the directory is empty"]);
  if (rendererDir) return rendererDir;
  const folder = dirname(main);
  const usual = basename(folder) === "main" ? join(folder, "../renderer") : join(folder, "renderer");
  const named = pages.filter((page) => existsSync(join(renderer, basename(page)))).map((page) => dirname(page));
  return named.length && !named.includes(usual) ? named[0] : usual;
}
