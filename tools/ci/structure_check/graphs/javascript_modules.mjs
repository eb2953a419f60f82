import { dirname, join } from "node:path/posix";

const ENDINGS = ["", ".ts", ".mjs", ".js", ".svelte", ".svelte.ts", "/index.ts", "/index.js"];

/** An arrow for each import of one module by another. @param {Map<string, {imports: string[]}>} sources by path */
export function moduleArrows(sources) {
  const arrows = [];
  for (const [file, { imports = [] }] of sources) {
    for (const specifier of imports) {
      const to = resolve(join(dirname(file), specifier), sources);
      if (to) arrows.push({ from: file, to, place: file });
    }
  }
  return arrows;
}

// TypeScript may name the .js that a .ts becomes.
function resolve(path, sources) {
  const names = [path, path.replace(/\.js$/, "")].flatMap((name) => ENDINGS.map((ending) => name + ending));
  return names.find((name) => sources.has(name));
}
