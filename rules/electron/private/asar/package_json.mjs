/** The app's package.json: the project's own, without what is for its developers only. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { DeclaredError, readJson } from "./declared_error.mjs";

// What package managers and tools of development read; the running app never does. docs/electron.md lists them.
const DEVELOPMENT = new Set([
  "build", "bundleDependencies", "bundledDependencies", "commitlint", "dependenciesMeta", "devDependencies", "devEngines", "eslintConfig",
  "files", "husky", "jest", "lint-staged", "nyc", "overrides", "packageManager", "pnpm", "prettier", "publishConfig", "resolutions",
  "scripts", "simple-git-hooks", "stylelint", "workspaces", "xo",
]);

/** Writes it into the app; returns it. */
export function writePackageJson(spec) {
  const source = readJson(spec.packageJson);
  for (const field of ["name", "version", "main"]) {
    if (typeof source[field] !== "string" || source[field] === "") throw new DeclaredError([`package.json has no "${field}"; add it`]);
  }
  const kept = Object.fromEntries(Object.entries(source).filter(([field]) => !DEVELOPMENT.has(field)));
  writeFileSync(join(spec.app, "package.json"), JSON.stringify(kept, null, 2) + "\n");
  return { ...kept, main: resolvedMain(kept.main) };
}

/** The file that "main" means, which may leave out its extension. */
function resolvedMain(main) {
  const path = join(main);
  if (/\.[cm]?js$/.test(path)) return path;
  return path === "." || path.endsWith("/") ? join(path, "index.js") : `${path}.js`;
}
