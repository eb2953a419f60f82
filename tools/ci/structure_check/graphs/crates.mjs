import { dirname } from "node:path/posix";

/** The crates of Cargo.toml files: `{name, folder, file, dependencies}`. @param {Map<string, string>} manifests text by path */
export function cratesOf(manifests) {
  return [...manifests].flatMap(([file, text]) => {
    const name = /^\[package\]\n(?:[^[\n].*\n|\n)*?name = "([^"]+)"/m.exec(text)?.[1];
    return name ? [{ name, folder: dirname(file), file, dependencies: dependenciesOf(text) }] : [];
  });
}

// Those of tests are left out: Cargo allows them to go round.
function dependenciesOf(manifest) {
  const names = [];
  let isTable = false;
  for (const line of manifest.split("\n")) {
    const header = /^\[([^\]]+)\]/.exec(line)?.[1];
    const single = header && /(?<!dev-)dependencies\.([\w-]+)$/.exec(header)?.[1];
    if (header) isTable = /(?:^|[.-])dependencies$/.test(header) && !header.endsWith("dev-dependencies");
    const name = header ? single : isTable && /^([\w-]+)/.exec(line)?.[1];
    if (name) names.push(name);
  }
  return names;
}

/**
 * Dependencies that do not point to a lower layer, and crates that no layer names.
 * @param {string[][]} layers names of crates, the lowest layer first
 */
export function upwardArrows(crates, layers) {
  const layerOf = (name) => layers.findIndex((layer) => layer.includes(name));
  const names = new Set(crates.map(({ name }) => name));
  return crates.flatMap(({ name, file, dependencies }) => {
    const layer = layerOf(name);
    if (layer === -1) return [{ file, what: name, detail: `the crate ${name} is in no layer: give it a place in LAYERS of limits.mjs` }];
    return dependencies
      .filter((to) => names.has(to) && layerOf(to) >= layer)
      .map((to) => ({ file, what: `${name} -> ${to}`, detail: `${name} depends on ${to}, which is not below it` }));
  });
}
