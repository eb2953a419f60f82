/** The app's package.json: the project's own, without what is for its developers only. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { DeclaredError, readJson } from "./declared_error.mjs";

// What package managers and tools of development read; the running app never does. docs/electron.md lists them.
const DEVELOPMENT = new Set([
  "build", "bundleDependencies", "bundledDependencies", "commitlint", "dependenciesMeta", "devDependencies", "devEngines", "eslintConfig",
  "files", "husky", "jest", "lint-staged", "nyc", "overrides", "packageManager", "pnpm", "prettier", "publishConfig", "resolutions",
  "scripts", "simple-git-hooks", "stylelint", "workspaces", "xo",
]);

/** Writes it into the app. Where its "main" is no file there (but a source, or missing), it becomes the main bundle. */
export function writePackageJson(spec, bundle) {
  const source = readJson(spec.packageJson);
  for (const field of ["name", "version"]) {
    if (typeof source[field] !== "string" || source[field] === "") throw new DeclaredError([`package.json has no "${field}"; add it`]);
  }
  const kept = Object.fromEntries(Object.entries(source).filter(([field]) => !DEVELOPMENT.has(field)));
  if (!isInApp(spec.app, kept.main)) kept.main = bundle;
  writeFileSync(join(spec.app, "package.json"), JSON.stringify(kept, null, 2) + "\n");
}

/** Whether "main", which may leave out its extension, names a file of the app. */
function isInApp(app, main) {
  if (typeof main !== "string" || !main) return false;
  const path = join(main);
  const names = /\.[cm]?js$/.test(path) ? [path] : [`${path}.js`, join(path, "index.js")];
  return names.some((name) => existsSync(join(app, name)));
}
