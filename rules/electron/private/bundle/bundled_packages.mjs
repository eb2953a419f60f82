/** Which npm packages became part of bundles: from esbuild's account of what it wrote. */
import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";

/** The package of a file: the nearest folder above it with a name and a version, below node_modules. */
function packageOf(path) {
  for (let folder = dirname(path); folder.includes("node_modules/"); folder = dirname(folder)) {
    if (!existsSync(`${folder}/package.json`)) continue;
    const { license, licenses, name, version } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
    if (name && version) return { name, version, license: license ?? licenses };
  }
  return undefined;
}

/** The packages that some bundle has code of: [{ name, version, license }], sorted. */
export function bundledPackages(metafiles) {
  const found = new Map();
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
        const bundled = bytesInOutput > 0 ? packageOf(path) : undefined;
        if (bundled) found.set(`${bundled.name}@${bundled.version}`, bundled);
      }
    }
  }
  return [...found.keys()].sort().map((key) => found.get(key));
}
